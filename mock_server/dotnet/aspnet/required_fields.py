"""Members that must not be null or blank: the checks that run between a reader and the rules.

Source: spec/notifications-api.md section 7.3, spec/altinn-app.md section 1.6. A check is data: the
member's name in JSON and in the platform's own class (which is what the answer shows), what must
not be missing, and the checks of the object or list behind it.
"""

from dataclasses import dataclass
from enum import Enum, auto

from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.schema import Document


class Need(Enum):
    """What a member must hold."""

    NOTHING = auto()
    A_VALUE = auto()  # null is refused; a member that is absent has its default
    TEXT = auto()  # null, absent and blank are refused


@dataclass(frozen=True, slots=True, init=False)
class Check:
    """One member and what is asked of it."""

    json: str
    name: str
    need: Need
    inner: tuple["Check", ...]

    def __init__(self, json: str, need: Need, *inner: "Check", name: str | None = None) -> None:
        object.__setattr__(self, "json", json)
        object.__setattr__(self, "name", name or json[0].upper() + json[1:])
        object.__setattr__(self, "need", need)
        object.__setattr__(self, "inner", inner)


def missing(document: Document, checks: tuple[Check, ...]) -> list[Error]:
    """Return key and message for every member of *document* that does not hold what it must."""
    errors: list[Error] = []
    _look(document, checks, "", errors)
    return errors


def _look(document: Document, checks: tuple[Check, ...], prefix: str, errors: list[Error]) -> None:
    for check in checks:
        value = document.get(check.json)
        if check.need is Need.TEXT:
            is_missing = is_blank(value)
        else:
            is_missing = value is None and check.need is Need.A_VALUE and check.json in document
        if is_missing:
            errors.append((prefix + check.name, f"The {check.name} field is required."))
        elif check.inner and value:
            _look_behind(value, check.inner, prefix + check.name, errors)


def _look_behind(
    value: Document | list[Document | None],
    checks: tuple[Check, ...],
    path: str,
    errors: list[Error],
) -> None:
    if isinstance(value, dict):
        _look(value, checks, path + ".", errors)
        return
    for index, item in enumerate(value):
        if item is not None:
            _look(item, checks, f"{path}[{index}].", errors)
