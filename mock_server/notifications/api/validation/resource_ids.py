"""The rules about a resource and what one does with it, alike in old and new orders.

Source: spec/notifications-api.md, section 10.3.
"""

from collections.abc import Iterator
from typing import Final

from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.schema import Document

_RESOURCE: Final = "urn:altinn:resource:"


def is_resource_id(text: str) -> bool:
    """Tell whether *text* names a resource; asked of order chains only."""
    return text.startswith(_RESOURCE) and len(text) > len(_RESOURCE)


def action_errors(document: Document, prefix: str) -> Iterator[Error]:
    """Yield what is wrong with the ``resourceAction`` beside a ``resourceId``."""
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
