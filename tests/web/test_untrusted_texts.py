"""Untrusted texts stay texts: in the page, in the script and in a browser."""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from client_fixtures.server import server_thread
from mock_server.domain.enums import ContentType
from mock_server.domain.orders import Attachment
from mock_server.server.app import Emulator
from mock_server.world.event_log import Decision
from tests.web.page import Page, ParsedPage, create_message

FOLDER = Path(__file__).parents[2] / "mock_server/web/inbox"
UNTRUSTED = (
    "</script></pre></template>\"'><img src=x onerror=alert(1)>"
    "<script>alert(1)</script>{{7*7}}&lt;b&gt;"
)
TEXT_FIELDS = [
    "to",
    "sender",
    "subject",
    "body",
    "creator",
    "order_id",
    "chain_id",
    "senders_reference",
    "organization_number",
    "national_identity_number",
    "external_identity",
    "name",
    "correspondence_id",
    "instance_id",
]
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


def untrusted_fields(name: str) -> dict[str, object]:
    """Return one field with an untrusted text."""
    if name == "warnings":
        return {"warnings": (UNTRUSTED,)}
    if name in ("filename", "mime_type"):
        names = {"filename": "a", "mime_type": "b", "sas_url": ""}
        return {"attachments": (Attachment(**{**names, name: UNTRUSTED}),)}
    return {name: UNTRUSTED}


@pytest.mark.parametrize("field", [*TEXT_FIELDS, "warnings", "filename", "mime_type"])
def test_an_untrusted_field_does_not_change_the_markup(page: Page, field: str):
    fields = dict.fromkeys(TEXT_FIELDS, "text")
    message = page.add_message(**fields)
    harmless = page.read(f"?message={message.id}")
    page.world.outbox.clear()

    page.add_message(**{**fields, **untrusted_fields(field)})
    reader = page.read(f"?message={message.id}")

    assert reader.markup == harmless.markup
    assert UNTRUSTED in "".join(reader.texts)


def test_an_untrusted_id_stays_inside_its_attributes(page: Page):
    page.world.outbox.add_many([create_message(id=UNTRUSTED)])

    reader = page.read(f"?message={quote(UNTRUSTED, safe='')}")

    assert "img" not in {tag for tag, _ in reader.markup}
    assert {name for _, names in reader.markup for name in names if name.startswith("on")} == set()
    links = [each["href"] for each in reader.of("a") if each.get("data-open") == "message"]
    assert links[0] == f"?message={quote(UNTRUSTED, safe='')}"


@pytest.mark.parametrize("name", ["text", "message", "explain", "page", "nothing"])
def test_an_untrusted_query_does_not_change_the_markup(page: Page, name: str):
    def tags(query: str) -> list[str]:
        return [tag for tag, _ in page.read(query).markup]

    assert tags(f"?{name}={quote(UNTRUSTED, safe='')}") == tags(f"?{name}=harmless")


@pytest.mark.parametrize("environment", ["production", "tt02"])
def test_untrusted_orders_do_not_change_the_markup(page: Page, environment: str):
    """A message is pending, and in tt02 another is sent to the simulator."""

    def markup(text: str) -> ParsedPage:
        page.control.send("POST", "/reset", {"settings": {"environment": environment}})
        page.control.sms(body=text, sendersReference=text, sendingTimePolicy="Anytime")
        page.control.email(body=text, requestedSendTime="2026-01-12T10:00:00Z")
        page.control.advance("PT5M")
        return page.read()

    harmless, untrusted = markup("harmless"), markup(UNTRUSTED)

    assert untrusted.markup == harmless.markup
    assert UNTRUSTED in untrusted.texts


def test_untrusted_reasons_do_not_change_the_markup(page: Page):
    def explained(text: str) -> ParsedPage:
        decision = Decision(page.world.clock.now(), text, text, text, "subject")
        page.world.event_log.decisions = {"subject": [decision]}
        return page.read("?explain=subject")

    harmless, untrusted = explained("harmless"), explained(UNTRUSTED)

    assert untrusted.markup == harmless.markup
    assert untrusted.texts.count(UNTRUSTED) == 3


@pytest.mark.parametrize(
    "word",
    [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "DOMParser",
        "createContextualFragment",
        "setHTML",
        "srcdoc",
        "eval",
        "Function(",
        "javascript:",
        "localStorage",
        "http://",
        "https://",
    ],
)
def test_the_script_does_not_convert_texts_to_markup(word: str):
    assert word not in (FOLDER / "assets/inbox.js").read_text(encoding="utf-8")


def test_the_template_has_no_unescaped_values_and_no_inline_code():
    template = (FOLDER / "templates/inbox.html").read_text(encoding="utf-8")

    assert re.findall(r"\|\s*safe|autoescape|\sstyle=|<style|\son\w+=|https?:", template) == []
    assert re.findall(r"<script[^>]*>(.*?)</script>", template) == [""]


def test_the_style_sheet_loads_no_files():
    style = (FOLDER / "assets/inbox.css").read_text(encoding="utf-8")

    assert re.findall(r"url\(|@import", style) == []


@pytest.mark.skipif(BROWSER is None, reason="needs chromium")
@pytest.mark.parametrize("pane", ["plain", "html", "explanation"])
def test_a_browser_shows_untrusted_texts_as_texts(
    app: Emulator, page: Page, tmp_path: Path, pane: str
):
    """The script and the template create the same markup."""
    page.control.send("PATCH", "/settings", {"environment": "tt02"})
    page.control.sms(body=UNTRUSTED, sendersReference=UNTRUSTED)
    page.control.email(body=UNTRUSTED, requestedSendTime="2026-01-12T10:00:00Z")
    page.control.advance("PT5M")
    message = page.add_message(
        **dict.fromkeys(TEXT_FIELDS, UNTRUSTED),
        warnings=(UNTRUSTED,),
        attachments=(Attachment(filename=UNTRUSTED, mime_type=UNTRUSTED, sas_url=""),),
        content_type=ContentType.HTML if pane == "html" else ContentType.PLAIN,
    )
    page.world.event_log.add_decision(
        Decision(page.world.clock.now(), UNTRUSTED, UNTRUSTED, UNTRUSTED, UNTRUSTED)
    )
    about = quote(UNTRUSTED, safe="")
    query = f"?explain={about}" if pane == "explanation" else f"?message={message.id}"

    with server_thread(app) as server:
        scripted = ParsedPage(dump(f"{server.url}{page.control.prefix}/{query}", tmp_path))
    static = page.read(query)

    assert next(scripted.of("body"))["data-script"] == "following"
    assert [tag for tag, _ in scripted.markup] == [tag for tag, _ in static.markup]
    assert "".join(scripted.texts).count(UNTRUSTED) == "".join(static.texts).count(UNTRUSTED) > 8
    assert scripted.text().count("notWhitelisted") == scripted.text().count("notDue") == 1
    frames = [each["sandbox"] for each in scripted.of("iframe") if each.get("src")]
    assert frames == ([""] if pane == "html" else [])


def dump(url: str, folder: Path) -> str:
    """Return the page after its script has run."""
    command = [
        BROWSER or "",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={folder}",
        "--virtual-time-budget=3000",
        "--dump-dom",
        url,
    ]
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()
