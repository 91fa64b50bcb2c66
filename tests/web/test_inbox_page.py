"""The inbox page without JavaScript. Source: docs/control-api.md, State."""

import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from mock_server.domain.enums import ContentType
from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration
from mock_server.web.inbox.listing import PAGE_SIZE
from tests.control.control_client import MONDAY, ControlClient
from tests.web.page import BROWSER, Page, ParsedPage

ROOT = Path(__file__).parents[2]
STRICT = (
    "default-src 'none'; connect-src 'self'; style-src 'self'; script-src 'self';"
    " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def row_links(parsed: ParsedPage) -> list[str]:
    """Return the links of the rows, from the top."""
    links = (each["href"] or "" for each in parsed.of("a") if "data-open" in each)
    return [link for link in links if not link.endswith("=")]


@pytest.mark.parametrize("path", ["/", "/w/page/", "/w/default/"])
def test_a_world_has_a_page(app: Emulator, path: str):
    response = TestClient(app, headers=BROWSER).get(path)

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "No messages sent yet" in response.text


@pytest.mark.parametrize(
    ("method", "accept"), [("HEAD", "text/html"), ("GET", "*/*"), ("GET", "application/json")]
)
def test_only_browsers_get_the_page(app: Emulator, method: str, accept: str):
    response = TestClient(app).request(method, "/", headers={"Accept": accept})

    assert (response.status_code, response.content) == (404, b"")


def test_the_page_loads_only_its_own_files(page: Page):
    headers = page.get().headers

    assert headers["content-security-policy"] == STRICT
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_all_links_of_the_page_are_relative(page: Page):
    page.control.email()
    page.control.advance("PT5M")

    parsed = page.read()

    links = [
        value for _, each in parsed.attributes for value in (each.get("href"), each.get("src"))
    ]
    assert [value for value in links if value and (value.startswith("/") or ":" in value)] == []


@pytest.mark.parametrize("name", ["inbox.css", "inbox.js"])
def test_script_and_style_are_served_in_every_world(app: Emulator, name: str):
    client = TestClient(app, headers=BROWSER)

    bare, in_world = client.get(f"/_inbox/{name}"), client.get(f"/w/any/_inbox/{name}")

    assert bare.status_code == 200
    assert bare.content == in_world.content != b""
    assert bare.headers["x-content-type-options"] == "nosniff"
    assert bare.headers["content-type"].startswith(("text/css", "text/javascript"))


@pytest.mark.parametrize("name", ["pages.py", "..%2Fpages.py", "", "inbox.html"])
def test_other_files_of_the_folder_are_not_served(app: Emulator, name: str):
    response = TestClient(app, headers=BROWSER).get(f"/_inbox/{name}")

    assert (response.status_code, response.text) == (404, "")


def test_a_path_without_trailing_slash_redirects(app: Emulator):
    response = TestClient(app, headers=BROWSER).get("/w/page?text=a%22b", follow_redirects=False)

    assert response.status_code == 307
    assert response.headers["location"] == "page/?text=a%22b"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/"),
        ("DELETE", "/w/page/"),
        ("OPTIONS", "/"),
        ("GET", "http://testserver//"),
        ("GET", "/w"),
        ("GET", "/w/"),
        ("GET", "/nowhere"),
        ("GET", "/ttd"),
    ],
)
def test_other_methods_and_paths_go_to_the_emulated_apis(app: Emulator, method: str, path: str):
    client = TestClient(app, headers=BROWSER)
    client.delete("/_mock/requests")
    client.delete("/w/page/_mock/requests")

    response = client.request(method, path)

    assert (response.status_code, response.text) == (404, "")
    world = "/w/page" if path == "/w/page/" else ""
    (request,) = client.get(f"{world}/_mock/requests").json()["requests"]
    assert (request["method"], request["unmatched"]) == (method, True)


def test_requests_for_the_page_are_not_recorded(page: Page):
    page.read()

    assert page.control.get("/requests")["requests"] == []


def test_the_clock_is_shown_in_norwegian_time_and_utc(page: Page):
    page.control.email(requestedSendTime="2026-06-15T08:00:00Z")

    text = page.read().text()

    assert "2026-01-05 11:00:00 Norwegian time frozen 2026-01-05T10:00:00Z" in text
    assert "next event: 2026-06-15 10:00:00" in text


def test_sent_messages_are_listed_newest_first(page: Page):
    first, second = page.add_message(), page.add_message()

    assert row_links(page.read()) == [f"?message={second.id}", f"?message={first.id}"]


def test_the_filter_searches_every_field(page: Page):
    for field in ("to", "subject", "body", "senders_reference", "name", "creator", "chain_id"):
        page.add_message(**{field: f"the needle in {field}"})
    page.add_message()

    rows = row_links(page.read("?text=NEEDLE"))

    assert len(rows) == 7
    assert row_links(page.read("?text=needle+in+subject")) == ["?message=message-1"]


def test_a_filter_without_matches_shows_a_text(page: Page):
    page.add_message()

    parsed = page.read("?text=unknown%22")

    assert row_links(parsed) == []
    assert "No messages match the filter." in parsed.text()
    assert 'unknown"' in [each.get("value") for each in parsed.of("input")]


def test_long_lists_are_split_into_pages(page: Page):
    for _ in range(PAGE_SIZE + 2):
        page.add_message()

    first, second = page.read("?text=emne"), page.read("?text=emne&page=2")

    assert len(row_links(first)) == PAGE_SIZE
    assert row_links(second) == ["?message=message-1", "?message=message-0"]
    assert "101–102 of 102" in second.text()
    older = next(each for each in first.of("a") if each.get("id") == "older")
    assert older["href"] == "?page=2&text=emne"


@pytest.mark.parametrize("number", ["0", "-1", "x", "٣", "99", "9" * 5000])
def test_an_invalid_page_number_shows_the_first_or_last_page(page: Page, number: str):
    page.add_message()

    assert row_links(page.read(f"?page={number}")) == ["?message=message-0"]


def test_a_message_is_shown_with_its_fields_and_decisions(page: Page):
    page.control.email(sendersReference="ref-1", body="Linje en\nlinje to")
    page.control.advance("PT5M")
    (message,) = page.control.get("/inbox")["messages"]

    parsed = page.read(f"?message={message['id']}")

    text = parsed.text()
    for name in (
        "to",
        "from",
        "sentAt",
        "result",
        "route",
        "shipmentId",
        "orderChainId",
        "creator",
    ):
        assert message[name] in text
    assert "ref-1" in text
    assert "Linje en\nlinje to" in parsed.texts
    for decision in page.control.get(f"/explain/{message['shipmentId']}")["decisions"]:
        assert decision["what"] in text
        assert decision["rule"] in text
    assert f"_mock/inbox/{message['id']}.eml" in [each.get("href") for each in parsed.of("a")]


def test_an_html_body_is_shown_in_a_sandboxed_frame(page: Page):
    message = page.add_message(content_type=ContentType.HTML, body="<h1>Hei</h1><script>1</script>")

    frame = next(page.read(f"?message={message.id}").of("iframe"))

    assert frame["sandbox"] == ""
    body = page.get(frame["src"] or "")
    assert body.text == "<h1>Hei</h1><script>1</script>"
    assert body.headers["content-type"] == "text/html; charset=utf-8"
    assert body.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox;"
        " form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
    assert body.headers["x-content-type-options"] == "nosniff"
    assert body.headers["referrer-policy"] == "no-referrer"


def test_an_html_body_requires_its_own_key(page: Page):
    message = page.add_message(content_type=ContentType.HTML)
    other = page.add_message(content_type=ContentType.HTML)
    key = page.get(f"_inbox/keys/{message.id}").json()["key"]

    statuses = [
        page.get(f"_inbox/bodies/{body.id}{query}").status_code
        for body in (message, other)
        for query in (f"?key={key}", "?key=%C3%A6", "?key=", "")
    ]

    assert statuses == [200, 404, 404, 404, 404, 404, 404, 404]


def test_only_html_bodies_have_a_frame(page: Page):
    message = page.add_message(body="<h1>plain</h1>")

    parsed = page.read(f"?message={message.id}")

    assert [each.get("src") for each in parsed.of("iframe")] == [None, None]
    assert "<h1>plain</h1>" in parsed.texts
    assert page.get(f"_inbox/keys/{message.id}").status_code == 404


def test_a_pending_message_is_shown_with_time_and_reason(page: Page):
    page.control.email(requestedSendTime="2026-01-12T10:00:00Z")

    text = page.read().text()

    assert "2026-01-12 11:00:00 email ola@example.com Emne notDue its send time is" in text
    assert "pick-up" in text


def test_a_suppressed_message_is_shown_with_its_rule(page: Page):
    page.control.send("PATCH", "/settings", {"environment": "tt02"})
    page.control.sms(sendingTimePolicy="Anytime")
    page.control.advance("P1D")

    text = page.read().text()

    assert "notWhitelisted +4799999999 is not on the whitelist" in text
    assert "the SMS was sent to the simulator whitelist" in text


def test_an_entry_shows_its_explanation(page: Page):
    shipment = page.control.email(requestedSendTime="2026-01-12T10:00:00Z")

    (link,) = row_links(page.read())
    text = page.read(link).text()

    assert link == f"?explain={shipment}"
    for decision in page.control.get(f"/explain/{shipment}")["decisions"]:
        assert decision["because"] in text


@pytest.mark.parametrize("query", ["?message=nothing", "?explain=nothing", "?message=&explain="])
def test_unknown_ids_show_an_empty_page(page: Page, query: str):
    assert row_links(page.read(query)) == []


def test_a_lone_surrogate_is_shown_as_a_question_mark(page: Page):
    message = page.add_message(body="\ud83d")

    assert "?" in page.read(f"?message={message.id}").texts


def test_the_page_links_to_other_worlds():
    app = create_app(Configuration.read(clock=MONDAY))
    client = TestClient(app, headers=BROWSER)
    for path in ("/", "/w/one/", "/w/other/"):
        client.get(path)

    bare, in_world = ParsedPage(client.get("/").text), ParsedPage(client.get("/w/one/").text)

    assert {"./w/one/", "./w/other/"} <= {each["href"] for each in bare.of("a")}
    assert {"../../", "../../w/other/"} <= {each["href"] for each in in_world.of("a")}


def test_the_page_has_no_data_if_a_control_token_is_required():
    app = create_app(Configuration.read(clock=MONDAY, control_token="secret"))
    client = TestClient(app, headers=BROWSER)
    allowed = {"Authorization": "Bearer secret"}
    locked = Page(app, ControlClient(client, "/w/locked"))
    message = locked.add_message(content_type=ContentType.HTML, body="private", subject="private")

    page = client.get(f"/w/locked/?message={message.id}&explain=x")

    assert page.status_code == 200
    assert "private" not in page.text
    assert "2026-01-05" not in page.text
    assert client.get(f"/w/locked/_inbox/keys/{message.id}").status_code == 401
    key = client.get(f"/w/locked/_inbox/keys/{message.id}", headers=allowed).json()["key"]
    assert client.get(f"/w/locked/_inbox/bodies/{message.id}?key={key}").text == "private"
    assert client.get(f"/w/else/_inbox/bodies/{message.id}?key={key}").status_code == 404


@pytest.mark.parametrize("path", ["", "_inbox/keys/{id}", "_inbox/bodies/{id}"])
def test_requests_from_other_sites_are_rejected(page: Page, path: str):
    message = page.add_message(content_type=ContentType.HTML, body="private", subject="private")
    address = f"{page.control.prefix}/{path.format(id=message.id)}"

    response = page.control.client.get(address, headers={"Origin": "https://evil.example"})

    assert response.status_code == 403
    assert "private" not in response.text


def test_the_wheel_holds_the_page(tmp_path: Path):
    builder = pytest.importorskip("hatchling.builders.wheel").WheelBuilder(str(ROOT))

    wheel = next(iter(builder.build(directory=str(tmp_path), versions=["standard"])))

    folder = "mock_server/web/inbox"
    assert {
        f"{folder}/templates/inbox.html",
        f"{folder}/assets/inbox.css",
        f"{folder}/assets/inbox.js",
    } <= set(zipfile.ZipFile(wheel).namelist())
