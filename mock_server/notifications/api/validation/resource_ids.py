"""Validation of resource ids and resource actions, shared by v1 orders and order chains.

Source: docs/reference/notifications.md section 10.3.
"""

from collections.abc import Iterator
from typing import Final

from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.schema import Document

_RESOURCE: Final = "urn:altinn:resource:"


def is_resource_id(text: str) -> bool:
    """Return whether *text* is a resource URN; v1 orders are not checked."""
    return text.startswith(_RESOURCE) and len(text) > len(_RESOURCE)


def action_errors(document: Document, prefix: str) -> Iterator[Error]:
    """Yield the errors of ``resourceAction``, which requires a ``resourceId``."""
    action = document.get("resourceAction")
    if not action:
        return
    if is_blank(document.get("resourceId")):
        yield (
            f"{prefix}ResourceAction",
            "ResourceAction cannot be specified without a ResourceId.",
        )
    elif is_blank(action):
        yield f"{prefix}ResourceAction", "ResourceAction cannot be blank or whitespace."
