"""One-line texts of instants and messages, in Norwegian time."""

from collections.abc import Iterable
from difflib import get_close_matches

from mock_server.domain.instant import MINUTE, Instant, parse_instant, to_norwegian_time
from mock_server.matching.filters import Document, format_value

CHANNELS = {"sms": "SMS", "email": "e-mail"}
MAX_TEXT_LENGTH = 60


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a suggestion for the unknown *word*: the closest of *known*, or all of them."""
    names = sorted(str(each) for each in known)
    closest = get_close_matches(word, names, n=1, cutoff=0.5)
    return f"did you mean {closest[0]!r}?" if closest else f"expected one of {', '.join(names)}"


def format_norwegian_time(at: Instant | str, *, with_seconds: bool = False) -> str:
    """Return *at* in Norwegian time: ``2026-01-05 11:59``, with seconds unless they are zero."""
    instant = parse_instant(at) if isinstance(at, str) else at
    has_seconds = with_seconds or instant % MINUTE != 0
    return to_norwegian_time(instant).strftime(
        "%Y-%m-%d %H:%M:%S" if has_seconds else "%Y-%m-%d %H:%M"
    )


def format_message(message: Document) -> str:
    """Return a sent message in one line: time, channel, address, text and failed result."""
    text = message.get("subject") if message.get("channel") == "email" else message.get("body")
    parts = [
        format_norwegian_time(message["sentAt"]),
        CHANNELS[message["channel"]].ljust(6),
        message["to"],
        format_value(text or "", MAX_TEXT_LENGTH),
        *_result_suffix(message),
    ]
    return "  ".join(parts)


def format_intended_message(document: Document) -> str:
    """Return a message that was not sent in one line: ``SMS to +4799999999 'Fristen'``."""
    noun = CHANNELS.get(document.get("channel") or "", "message")
    to = document.get("to") or _identity(document.get("recipient") or {})
    text = document.get("subject") or document.get("body") or ""
    return " ".join(
        [noun, *([f"to {to}"] if to else []), *([format_value(text, 40)] if text else [])]
    )


def _identity(recipient: Document) -> str:
    return next((str(each) for name, each in recipient.items() if each and name != "name"), "")


def _result_suffix(message: Document) -> list[str]:
    result = message.get("result")
    if isinstance(result, str) and result.startswith("Failed"):
        return [f"[{result}]"]
    return ["[simulator, no handset]"] if message.get("route") == "simulator" else []
