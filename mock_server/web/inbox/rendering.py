"""The template of the inbox page, and the functions that it calls.

The script of the page (``assets/inbox.js``) fills the same markup, so ``summary_line``,
``recipient_of``, ``status_class`` and ``explanation_id`` exist there too.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from mock_server.matching.formatting import format_norwegian_time

FOLDER: Final = Path(__file__).parent
MAX_SUMMARY_LENGTH: Final = 160

Document = Mapping[str, Any]


def page_renderer() -> Callable[..., str]:
    """Return the function that renders the page from the values of its template."""
    # Importing jinja2 takes as long as the rest of the start, and most servers show no page.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(FOLDER / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        {
            "text_at": text_at,
            "summary_line": summary_line,
            "recipient_of": recipient_of,
            "status_class": status_class,
            "explanation_id": explanation_id,
        }
    )
    environment.filters.update(
        {
            "norwegian_time": norwegian_time,
            "whole_second": whole_second,
            "url_quote": url_quote,
        }
    )
    return environment.get_template("inbox.html").render


def text_at(document: Document | None, path: str) -> str:
    """Return the value at a path such as ``recipient.name`` as text, empty if it is missing."""
    value: Any = document
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def summary_line(document: Document | None) -> str:
    """Return the subject, or the beginning of the body."""
    text = text_at(document, "subject").strip() or text_at(document, "body").strip()
    return text[:MAX_SUMMARY_LENGTH] or ("(no text)" if document else "")


def recipient_of(document: Document | None) -> str:
    """Return the address, or the identity of the recipient if there is none."""
    paths = (
        "to",
        *(
            f"recipient.{name}"
            for name in ("nationalIdentityNumber", "organizationNumber", "externalIdentity")
        ),
    )
    return next(filter(None, (text_at(document, path) for path in paths)), "")


def status_class(document: Document | None) -> str:
    """Return the CSS class of a message's result: ``good``, ``bad`` or ``neutral``."""
    if text_at(document, "result").startswith("Failed"):
        return "bad"
    return "good" if text_at(document, "reached") == "yes" else "neutral"


def explanation_id(document: Document | None) -> str:
    """Return the id for ``GET /_mock/explain/{id}``."""
    names = ("shipmentId", "correspondenceId", "instanceId", "id")
    return next(filter(None, (text_at(document, name) for name in names)), "")


def norwegian_time(instant: str) -> str:
    """Return *instant* in Norwegian time, to the second."""
    return format_norwegian_time(instant, with_seconds=True) if instant else ""


def whole_second(instant: str) -> str:
    """Return *instant* without fractions of a second."""
    return re.sub(r"\.\d+", "", instant)


def url_quote(text: str) -> str:
    """Return *text* encoded as one segment of a path or one value of a query."""
    return quote(text, safe="")
