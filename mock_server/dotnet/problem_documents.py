"""The documents that say why a request is refused, members in the platform's order.

    validation_problem(errors, trace_id)        400
    PlainProblem(404, 5, "Not Found")           what a status alone says
    AltinnProblem(422, "NOT-00001", …)          what has a code of Altinn's own
    trace_id(traceparent, token_hex)            the id under which logs would have it

Source: spec/notifications-api.md, section 6; spec/verified-notifications.md, section 5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from mock_server.dotnet.model_state import grouped

Document = dict[str, Any]

_RFC: Final = "https://tools.ietf.org/html/rfc9110#section-15.5."
_TRACEPARENT: Final = re.compile(
    r"0[01]-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})"
)


@dataclass(frozen=True, slots=True)
class PlainProblem:
    """A problem without a code, by its status and that status's section in the RFC."""

    status: int
    section: int
    title: str

    def document(self, trace_id: str) -> Document:
        """Write it down."""
        return {
            "type": f"{_RFC}{self.section}",
            "title": self.title,
            "status": self.status,
            "traceId": trace_id,
        }


@dataclass(frozen=True, slots=True)
class AltinnProblem:
    """A problem with a code of Altinn's own."""

    status: int
    code: str
    title: str
    description: str

    def document(self, trace_id: str) -> Document:
        """Write it down."""
        return {
            "type": f"urn:altinn:error:{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "traceId": trace_id,
            "statusDescription": self.description,
        }


def validation_problem(errors: Iterable[tuple[str, str]], trace_id: str) -> Document:
    """Write down *errors*, pairs of key and message in the order in which they were found."""
    return {
        "type": f"{_RFC}1",
        "title": "One or more validation errors occurred.",
        "status": 400,
        "errors": grouped(errors),
        "traceId": trace_id,
    }


def trace_id(traceparent: str | None, token_hex: Callable[[int], str]) -> str:
    """Return the caller's trace, if *traceparent* names one, or a new one, with a span of ours.

    *token_hex* gives so many new octets in hexadecimal digits, as ``secrets.token_hex`` does.
    """
    found = _TRACEPARENT.fullmatch(traceparent or "")
    if found is None:
        return f"00-{token_hex(16)}-{token_hex(8)}-00"
    return f"00-{found[1]}-{token_hex(8)}-{found[2]}"
