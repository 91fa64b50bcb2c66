"""The inbox page follows WCAG 2.2 AA in every state, light and dark, in four widths."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from mock_server.domain.enums import ContentType
from tests.web.page import InboxPage

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WIDTHS = (1280, 640, 390, 320)
RUN_AXE = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {
    runOnly: tags, resultTypes: ["violations"], elementRef: false, preload: false,
  });
  return found.violations.map((each) =>
    `${each.id} (${each.impact}): ${each.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}"""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll("#app *")].filter((each) => {
    const box = each.getBoundingClientRect();
    const scrolls = each.closest(".strip, .row, .frame-box, .table-box, .skip, pre, datalist");
    return box.width > 0 && box.right > width + 1 && !scrolls;
  });
  const shown = wide.slice(0, 3).map((each) => each.outerHTML.slice(0, 120));
  return [document.documentElement.scrollWidth > width, shown];
}"""


def check(inbox: InboxPage, page: Page) -> None:
    """Check the state of the page in every width, light and dark."""
    inbox.expected = ("Applying inline style",)  # by axe
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(TOO_WIDE) == [False, []], width
        for width in (WIDTHS[0], WIDTHS[-1]) if scheme == "light" else (WIDTHS[0],):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(RUN_AXE) == [], (scheme, width)


@pytest.fixture
def message(inbox: InboxPage) -> Any:
    inbox.control.send("PATCH", "/settings", {"environment": "tt02"})
    inbox.control.email("a-rather-long-name-of-a-mailbox-that-goes-on@subdomain.example.com")
    inbox.control.sms(body="Hei " * 60)
    inbox.control.person_email("13896396174")
    inbox.control.email(requestedSendTime="2026-01-09T10:00:00Z")
    inbox.control.advance("PT5M")
    html = "<h1>Hei</h1><table border=1 width=900><tr><td>A wide table</table>"
    return inbox.add_message(body=html, content_type=ContentType.HTML)


@pytest.mark.parametrize("language", ["en-GB", "nb-NO"])
def test_an_empty_world(inbox: InboxPage, language: str):
    check(inbox, inbox.open(locale=language))


@pytest.mark.parametrize("tab", ["", "pending", "suppressed", "orders", "requests"])
@pytest.mark.usefixtures("message")
def test_a_list(inbox: InboxPage, tab: str):
    page = inbox.open(f"?tab={tab}")
    page.locator(".row").first.wait_for()
    check(inbox, page)


@pytest.mark.parametrize("view", ["view", "text", "headers", "attachments", "order", "why"])
def test_a_message(inbox: InboxPage, message: Any, view: str):
    shown = message.id if view in ("view", "attachments") else inbox.world.outbox.all()
    if not isinstance(shown, str):
        shown = next(iter(shown)).id
    page = inbox.open(f"?message={shown}&view={view}")
    page.locator(".detail [role=tabpanel]").wait_for()
    page.wait_for_timeout(300)
    check(inbox, page)


@pytest.mark.parametrize(
    "section",
    ["people", "whitelist", "settings", "rules", "conditions", "checkpoints", "snapshot", "worlds"],
)
@pytest.mark.usefixtures("message")
def test_a_section_of_the_world(inbox: InboxPage, section: str):
    page = inbox.open(f"?section={section}")
    page.locator(".detail").wait_for()
    page.wait_for_timeout(300)
    check(inbox, page)


@pytest.mark.usefixtures("message")
def test_the_open_timeline_and_clock(inbox: InboxPage):
    page = inbox.open()
    page.get_by_role("button", name="Timeline").click()
    page.get_by_role("button", name="Set the clock").click()
    page.locator(".events li").first.wait_for()
    check(inbox, page)
