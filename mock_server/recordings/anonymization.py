"""Replacement of secrets and personal data in recordings.

The same value always has the same replacement, so that a recording still makes sense.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from mock_server.domain.identities import has_valid_check_digits

GUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_NATIONAL_NUMBER: Final = re.compile(r"(?<!\d)\d{11}(?!\d)")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MOBILE: Final = re.compile(r"(?<![\w-])(\+47|0047)?[49]\d{7}(?![\w-])")
_TOKEN: Final = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")
_SIGNATURE: Final = re.compile(r"([?&]sig=)[^&\s\"]+", re.I)
_REMOVED: Final = "removed"


class Anonymizer:
    """Replaces personal numbers, addresses, tokens and signatures consistently."""

    def __init__(self) -> None:
        self._replacements: dict[str, str] = {}
        self._guids: dict[str, str] = {}
        self._numbers = _synthetic_numbers()

    def replace(self, value: Any) -> Any:
        """Return *value* with all of its texts and names replaced."""
        match value:
            case dict():
                return {self.replace(key): self.replace(each) for key, each in value.items()}
            case list():
                return [self.replace(each) for each in value]
            case str():
                return self._text(value)
            case _:
                return value

    def name_guids(self, value: Any) -> Any:
        """Return *value* of a response with each id replaced by its placeholder."""
        return _map_texts(value, lambda text: GUID.sub(self._guid_placeholder, text))

    def known_guids(self, value: Any) -> Any:
        """Return *value* of a request with the ids of earlier responses as placeholders."""
        return _map_texts(
            value, lambda text: GUID.sub(lambda m: self._guids.get(m[0].lower(), m[0]), text)
        )

    def _guid_placeholder(self, match: re.Match[str]) -> str:
        return self._guids.setdefault(match[0].lower(), f"{{guid{len(self._guids) + 1}}}")

    def _text(self, text: str) -> str:
        text = _TOKEN.sub(_REMOVED, text)
        text = _SIGNATURE.sub(rf"\g<1>{_REMOVED}", text)
        text = _EMAIL.sub(lambda m: self._once(m[0].lower(), self._email), text)
        text = _NATIONAL_NUMBER.sub(self._national_number, text)
        return _MOBILE.sub(self._mobile, text)

    def _national_number(self, match: re.Match[str]) -> str:
        if not has_valid_check_digits(match[0]):
            return match[0]
        return self._once(match[0], lambda: next(self._numbers))

    def _mobile(self, match: re.Match[str]) -> str:
        prefix, digits = match[1] or "", match[0][-8:]
        return prefix + self._once(digits, lambda: f"{40_000_100 + self._count()}")

    def _email(self) -> str:
        return f"person{self._count()}@example.com"

    def _count(self) -> int:
        return len(self._replacements) + 1

    def _once(self, original: str, make: Callable[[], str]) -> str:
        if original in self._replacements.values():
            return original
        if original not in self._replacements:
            self._replacements[original] = make()
        return self._replacements[original]


def _synthetic_numbers() -> Any:
    """Yield synthetic national identity numbers: born in 1990, the month plus 80."""
    for serial in range(100_000):
        for day in range(1, 29):
            number = f"{day:02d}8190{serial:05d}"
            if has_valid_check_digits(number):
                yield number


def _map_texts(value: Any, function: Callable[[str], str]) -> Any:
    match value:
        case dict():
            return {function(key): _map_texts(each, function) for key, each in value.items()}
        case list():
            return [_map_texts(each, function) for each in value]
        case str():
            return function(value)
        case _:
            return value
