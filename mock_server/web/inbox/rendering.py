"""How the page is written: its template, and the few words that are worked out for it.

The script of the page (``assets/inbox.js``) fills the same markup, so ``summary_line``,
``recipient_of`` and ``status_class`` exist there too.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from mock_server.matching.formatting import format_norwegian_time

FOLDER: Final = Path(__file__).parent
WIDEST_HEADLINE: Final = 160

Document = Mapping[str, Any]


def page_renderer() -> Callable[..., str]:
    """Return what writes the page from the values that its template names."""
    # Its import takes as long as all else of a server's start, and most servers show no page.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(
        autoescape=True,
        loader=FileSystemLoader(FOLDER / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(
        {
            "text_at": text_at,
            "summary_line": summary_line,
            "recipient_of": recipient_of,
            "status_class": status_class,
            "explanation_id": explanation_id,
        }
    )
    pages.filters.update(
        {
            "norwegian_time": norwegian_time,
            "whole_second": whole_second,
            "url_quote": url_quote,
        }
    )
    return pages.get_template("inbox.html").render


def text_at(document: Document | None, path: str) -> str:
    """Return what stands in *document* at a path such as ``recipient.name``, or nothing."""
    value: Any = document
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def summary_line(document: Document | None) -> str:
    """Return the subject, or how the text begins."""
    text = text_at(document, "body")
    said = text_at(document, "subject").strip() or text.strip()
    return said[:WIDEST_HEADLINE] or ("(no text)" if document else "")


def recipient_of(document: Document | None) -> str:
    """Return an address, or who it is for where none is known."""
    paths = (
        "to",
        *(
            f"recipient.{name}"
            for name in ("nationalIdentityNumber", "organizationNumber", "externalIdentity")
        ),
    )
    return next(filter(None, (text_at(document, path) for path in paths)), "")


def status_class(document: Document | None) -> str:
    """Return how a message's fate is coloured: it went well, badly, or neither."""
    if text_at(document, "result").startswith("Failed"):
        return "bad"
    return "good" if text_at(document, "reached") == "yes" else "so-so"


def explanation_id(document: Document | None) -> str:
    """Return the id under which the platform's decisions about *document* are found."""
    names = ("shipmentId", "correspondenceId", "instanceId", "id")
    return next(filter(None, (text_at(document, name) for name in names)), "")


def norwegian_time(instant: str) -> str:
    """Return *instant* in Norwegian time, to the second."""
    return format_norwegian_time(instant, with_seconds=True) if instant else ""


def whole_second(instant: str) -> str:
    """Return *instant* without the fraction of a second."""
    return re.sub(r"\.\d+", "", instant)


def url_quote(text: str) -> str:
    """Return *text* as one segment of an address, or one value of a query."""
    return quote(text, safe="")
