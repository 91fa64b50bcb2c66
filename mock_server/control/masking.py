"""Masking of secrets in recorded requests and in logs: tokens, keys, cookies, passwords."""

import re
from typing import Final

MASKED: Final = "(masked)"

_SECRET_HEADER: Final = re.compile(
    r"(proxy-)?authorization|(set-)?cookie|.*([_-]|api)(key|token|secret|password)"
    r"|platformaccesstoken",
    re.IGNORECASE,
)
_JWT: Final = re.compile(rb"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_SECRET_FIELD: Final = re.compile(
    rb"(\b(?:assertion|client_secret|password|access_token|refresh_token|api_?key)"
    rb'(?:=|"\s*:\s*"))[^&"\s]+',
    re.IGNORECASE,
)
_PERSONAL_NUMBER: Final = re.compile(r"(?<!\d)\d{11}(?!\d)")


def mask_header(name: str, value: str) -> str:
    """Return *value* without its secret; the scheme of an ``Authorization`` header is kept."""
    if not _SECRET_HEADER.fullmatch(name):
        return mask_text(value)
    scheme, space, _ = value.partition(" ")
    is_authorization = name.lower().endswith("authorization")
    return f"{scheme} {MASKED}" if space and is_authorization else MASKED


def mask_body(body: bytes) -> bytes:
    """Return *body* without tokens and passwords."""
    masked = _SECRET_FIELD.sub(rb"\1" + MASKED.encode(), body)
    return _JWT.sub(MASKED.encode(), masked)


def mask_text(text: str) -> str:
    """Return *text* without tokens and passwords."""
    return mask_body(text.encode()).decode()


def mask_log(text: str) -> str:
    """Return *text* for a log: without secrets and without national identity numbers."""
    return _PERSONAL_NUMBER.sub("(number masked)", mask_text(text))
