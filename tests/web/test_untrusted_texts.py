"""Untrusted texts stay texts: they run nothing, load nothing and do not break the page."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from mock_server.domain.enums import ContentType
from mock_server.domain.orders import Attachment
from mock_server.domain.rule_ids import RuleId
from mock_server.world.event_log import Decision
from tests.web.page import InboxPage

FOLDER = Path(__file__).parents[2] / "mock_server/web"
UNTRUSTED = (
    "</script></pre></template>\"'><img src=x onerror=document.title='broken'>"
    "<script>document.title='broken'</script>{{7*7}}&lt;b&gt;"
)
TEXT_FIELDS = [
    "to",
    "sender",
    "subject",
    "body",
    "creator",
    "senders_reference",
    "organization_number",
    "national_identity_number",
    "external_identity",
    "name",
    "correspondence_id",
    "instance_id",
]
VIEWS = ["view", "text", "source", "headers", "attachments", "order", "why"]
BODIES = {
    "script": "<script>top.document.title='broken'</script>",
    "event handler": "<img src=x onerror=\"top.document.title='broken'\"><body onload=top.close()>",
    "remote image": "<img src=http://evil.example/pixel.png>",
    "remote style": '<link rel=stylesheet href="http://evil.example/a.css">'
    "<style>@import url(http://evil.example/b.css);body{background:url(//evil.example/c)}</style>",
    "refresh": '<meta http-equiv=refresh content="0;url=http://evil.example/">',
    "own refresh": '<meta http-equiv=refresh content="0;url=/_mock/worlds">',
    "form": "<form action=http://evil.example/ id=f><input name=a></form>"
    "<button form=f autofocus>Send</button>",
    "frame": '<iframe src="http://evil.example/"></iframe>'
    '<iframe srcdoc="<script>top.close()"></iframe>',
    "object": '<object data="http://evil.example/"></object><embed src="http://evil.example/">',
    "javascript": "<a href=\"javascript:top.document.title='broken'\">click</a>",
    "base": '<base href="http://evil.example/" target=_top><a href="x">click</a><img src=y>',
    "overlay": '<div style="position:fixed;inset:0;background:red;z-index:99999">click</div>',
    "popup": '<a href="http://evil.example/" target=_blank ping="http://evil.example/p">click</a>',
    "top": '<a href="http://evil.example/" target=_top>click</a>',
    "svg": '<svg onload="top.document.title=1"><a xlink:href="http://evil.example/">'
    "<text y=20>click</text></a><use href=http://evil.example/x#y /></svg>",
    "map": '<map name=m><area shape=default href="http://evil.example/"></map>'
    '<img usemap=#m width=99 height=99 src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    "prefetch": '<link rel=prefetch href="http://evil.example/">'
    "<link rel=dns-prefetch href=//evil.example>",
    "media": "<video src=http://evil.example/v autoplay></video><audio src=http://evil.example/a>",
    "tall": "<div style='height:999999px'>tall</div>",
    "unclosed": "<!-- <style> <title> <textarea> <div",
    "dialog": "<dialog open>hello</dialog><details open ontoggle=top.close()>x</details>",
    "template": "<template shadowrootmode=open><script>top.close()</script></template>",
    "window height": "<div style='min-height:200vh;background:#eee'>high</div>",
    "import map": '<script type=importmap>{"imports":{"./app.js":"http://evil.example/"}}</script>',
}


def check_harmless(page: Page, inbox: InboxPage) -> None:
    assert "broken" not in page.title()
    assert page.url.startswith(inbox.url)
    assert len(page.context.pages) == 1
    assert inbox.problems == []


def test_untrusted_fields_are_shown_as_texts(inbox: InboxPage):
    inbox.expected = ("404", "400")
    message = inbox.add_message(
        **dict.fromkeys(TEXT_FIELDS, UNTRUSTED),
        warnings=(UNTRUSTED,),
        attachments=(Attachment(filename=UNTRUSTED, mime_type=UNTRUSTED, sas_url=""),),
    )
    page = inbox.open(f"?message={message.id}")

    expect(page.locator(".detail-title")).to_contain_text("</script></pre>")
    expect(page.locator(".row").first).to_contain_text("<img src=x onerror")
    for view in VIEWS:
        page.goto(f"{inbox.url}{inbox.control.prefix}/?message={message.id}&view={view}")
        expect(page.locator("[role=tabpanel]").last).not_to_be_empty()
        assert page.locator("#app img, #app script, #app b:not([class])").count() == 0
    check_harmless(page, inbox)


def test_an_untrusted_id_stays_inside_its_attributes(inbox: InboxPage):
    inbox.expected = ("404",)
    message = inbox.add_message(id=UNTRUSTED.replace("/", ""))
    page = inbox.open()

    link = page.locator(".row").first
    assert link.get_attribute("href") == f"?{form_encoded('message', message.id)}"
    link.click()

    expect(page.locator(".detail-title")).to_have_text("Emne")
    check_harmless(page, inbox)


def form_encoded(name: str, value: str) -> str:
    return f"{name}={quote(value, safe='*')}".replace("%20", "+")


@pytest.mark.parametrize("name", ["q", "message", "order", "request", "section", "tab", "view"])
def test_an_untrusted_query_is_harmless(inbox: InboxPage, name: str):
    inbox.expected = ("404", "400")

    page = inbox.open(f"?{name}={quote(UNTRUSTED, safe='')}")

    page.wait_for_timeout(300)
    assert page.locator("#app img, #app script").count() == 0
    check_harmless(page, inbox)


def test_untrusted_reasons_and_orders_are_shown_as_texts(inbox: InboxPage):
    inbox.control.send("PATCH", "/settings", {"environment": "tt02"})
    inbox.control.sms(body=UNTRUSTED, sendersReference=UNTRUSTED)
    shipment = inbox.control.email(body=UNTRUSTED, requestedSendTime="2026-01-12T10:00:00Z")
    inbox.control.advance("PT5M")
    decision = Decision(inbox.world.clock.now(), UNTRUSTED, UNTRUSTED, RuleId.SWEEPS, shipment)
    inbox.world.event_log.add_decision(decision)

    page = inbox.open(f"?order={shipment}&view=why&tab=orders")

    expect(page.locator(".decisions")).to_contain_text("because </script></pre>")
    expect(page.locator(".row").first).to_be_visible()
    assert page.locator("#app img, #app script").count() == 0
    check_harmless(page, inbox)


@pytest.mark.parametrize("kind", BODIES)
def test_an_html_body_runs_nothing_and_loads_nothing(inbox: InboxPage, kind: str):
    inbox.expected = (
        "Security Policy",
        "sandboxed",
        "Blocked",
        "404",
        "attachShadow",
        "Unsafe attempt",
    )
    message = inbox.add_message(body=BODIES[kind], content_type=ContentType.HTML)
    page = inbox.open(f"?message={message.id}")
    frame = page.locator("iframe")
    expect(frame).to_be_visible()
    page.wait_for_timeout(300)

    assert frame.get_attribute("sandbox") == "allow-same-origin"
    inner = frame.content_frame
    for target in ("a", "area", "button", "text"):
        if inner.locator(target).count():
            inner.locator(target).first.dispatch_event("click")
    page.wait_for_timeout(200)

    expect(page.locator(".detail-title")).to_be_visible()
    box = frame.bounding_box()
    assert box is not None
    assert box["height"] <= 20_010
    check_harmless(page, inbox)


def test_a_clicked_link_shows_where_it_leads_and_the_mail_stays(inbox: InboxPage):
    body = '<p>Hei</p><a href="https://www.altinn.no/skjema">Logg inn</a>'
    message = inbox.add_message(body=body, content_type=ContentType.HTML)
    page = inbox.open(f"?message={message.id}")
    frame = page.locator("iframe").content_frame

    frame.get_by_text("Logg inn").click()

    expect(
        page.get_by_role("status").filter(has_text="https://www.altinn.no/skjema")
    ).to_be_visible()
    expect(frame.get_by_text("Hei")).to_be_visible()
    check_harmless(page, inbox)


@pytest.mark.parametrize("width", ["phone", "tablet", ""])
def test_a_mail_is_as_high_as_its_content(inbox: InboxPage, width: str):
    body = "<body style='margin:0'><div style='height:1500px'>high</div>"
    message = inbox.add_message(body=body, content_type=ContentType.HTML)
    size = {"width": 1600, "height": 900}
    page = inbox.open(f"?message={message.id}&width={width}", viewport=size)

    expect(page.locator("iframe")).to_have_css("height", re.compile(r"15\d\d(\.\d+)?px"))

    box = page.locator("iframe").bounding_box()
    assert box is not None
    assert 1500 <= box["height"] < 1520
    assert width == "" or abs(box["width"] - {"phone": 390, "tablet": 768}[width]) <= 30


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
        "http://",
        "https://",
    ],
)
def test_the_scripts_do_not_convert_texts_to_markup(word: str):
    scripts = [*(FOLDER / "inbox/static").glob("*.js"), *(FOLDER / "api_docs/static").glob("*.js")]

    assert len(scripts) > 10
    assert [each.name for each in scripts if word in each.read_text(encoding="utf-8")] == []


def test_the_pages_have_no_inline_code():
    for page in (FOLDER / "inbox/static/index.html", FOLDER / "api_docs/static/docs.html"):
        text = page.read_text(encoding="utf-8")
        assert re.findall(r"\sstyle=|<style|\son\w+=|https?:", text) == []
        assert set(re.findall(r"<script[^>]*>(.*?)</script>", text)) <= {""}


def test_the_style_sheet_loads_only_vendored_files():
    style = (FOLDER / "inbox/static/page.css").read_text(encoding="utf-8")

    assert set(re.findall(r'url\("([^"]*)/[^"]*"\)', style)) == {"../vendor"}
