"""Moments and messages in one line each, for people: Norwegian wall-clock time throughout."""

from mock_server.domain.instant import MINUTE, in_norway, parse
from mock_server.matching.filters import Document, quoted

CHANNELS = {"sms": "SMS", "email": "e-mail"}
WIDEST_TEXT = 60


def wall_clock(instant: str) -> str:
    """Return *instant* as a clock on a Norwegian wall shows it: ``2026-01-05 11:59``."""
    at = parse(instant)
    return in_norway(at).strftime("%Y-%m-%d %H:%M:%S" if at % MINUTE else "%Y-%m-%d %H:%M")


def message_line(message: Document) -> str:
    """Say what one message is: when, how, to whom, what, and what became of it."""
    said = message.get("subject") if message.get("channel") == "email" else message.get("body")
    parts = [
        wall_clock(message["sentAt"]),
        CHANNELS[message["channel"]].ljust(6),
        message["to"],
        quoted(said or "", WIDEST_TEXT),
        *_fate(message),
    ]
    return "  ".join(parts)


def aim(document: Document) -> str:
    """Say what a message that has not left is meant to be: ``SMS to +4799999999 'Fristen'``."""
    noun = CHANNELS.get(document.get("channel") or "", "message")
    to = document.get("to") or _identity(document.get("recipient") or {})
    text = document.get("subject") or document.get("text") or ""
    return " ".join([noun, *([f"to {to}"] if to else []), *([quoted(text, 40)] if text else [])])


def _identity(recipient: Document) -> str:
    return next((str(each) for name, each in recipient.items() if each and name != "name"), "")


def _fate(message: Document) -> list[str]:
    result = message.get("result")
    if isinstance(result, str) and result.startswith("Failed"):
        return [f"[{result}]"]
    return ["[simulator, no handset]"] if message.get("route") == "simulator" else []
