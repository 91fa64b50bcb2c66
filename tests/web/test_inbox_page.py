"""What the page shows without a script. Source: design/control-api.md, State."""

import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from mock_server.domain.enums import ContentType
from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration
from mock_server.web.inbox.listing import PAGE_SIZE
from tests.control.caller import MONDAY, Caller
from tests.web.page import BROWSER, Page, Reader

ROOT = Path(__file__).parents[2]
STRICT = (
    "default-src 'none'; connect-src 'self'; style-src 'self'; script-src 'self';"
    " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def opened(reader: Reader) -> list[str]:
    """Where the lines of the lists lead, from the top."""
    links = (each["href"] or "" for each in reader.of("a") if "data-open" in each)
    return [link for link in links if not link.endswith("=")]


@pytest.mark.parametrize("path", ["/", "/w/seen/", "/w/default/"])
def test_a_world_has_a_page(app: Emulator, path: str):
    answer = TestClient(app, headers=BROWSER).get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Nothing has left yet" in answer.text


@pytest.mark.parametrize(
    ("method", "accept"), [("HEAD", "text/html"), ("GET", "*/*"), ("GET", "application/json")]
)
def test_only_a_browser_finds_a_page(app: Emulator, method: str, accept: str):
    answer = TestClient(app).request(method, "/", headers={"Accept": accept})

    assert (answer.status_code, answer.content) == (404, b"")


def test_the_page_may_load_nothing_but_its_own(page: Page):
    headers = page.answer().headers

    assert headers["content-security-policy"] == STRICT
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_all_that_the_page_names_is_relative_to_its_world(page: Page):
    page.caller.email()
    page.caller.advance("PT5M")

    reader = page.read()

    named = [
        value for _, each in reader.attributes for value in (each.get("href"), each.get("src"))
    ]
    assert [value for value in named if value and (value.startswith("/") or ":" in value)] == []


@pytest.mark.parametrize("name", ["inbox.css", "inbox.js"])
def test_script_and_style_are_served_in_every_world(app: Emulator, name: str):
    client = TestClient(app, headers=BROWSER)

    bare, in_world = client.get(f"/_inbox/{name}"), client.get(f"/w/any/_inbox/{name}")

    assert bare.status_code == 200
    assert bare.content == in_world.content != b""
    assert bare.headers["x-content-type-options"] == "nosniff"
    assert bare.headers["content-type"].startswith(("text/css", "text/javascript"))


@pytest.mark.parametrize("name", ["pages.py", "..%2Fpages.py", "", "inbox.html"])
def test_nothing_else_of_the_folder_is_served(app: Emulator, name: str):
    answer = TestClient(app, headers=BROWSER).get(f"/_inbox/{name}")

    assert (answer.status_code, answer.text) == (404, "")


def test_without_the_last_slash_one_is_sent_to_it(app: Emulator):
    answer = TestClient(app, headers=BROWSER).get("/w/seen?text=a%22b", follow_redirects=False)

    assert answer.status_code == 307
    assert answer.headers["location"] == "seen/?text=a%22b"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/"),
        ("DELETE", "/w/seen/"),
        ("OPTIONS", "/"),
        ("GET", "http://testserver//"),
        ("GET", "/w"),
        ("GET", "/w/"),
        ("GET", "/nowhere"),
        ("GET", "/ttd"),
    ],
)
def test_other_methods_and_paths_are_the_emulated_apis_business(
    app: Emulator, method: str, path: str
):
    client = TestClient(app, headers=BROWSER)
    client.delete("/_mock/requests")
    client.delete("/w/seen/_mock/requests")

    answer = client.request(method, path)

    assert (answer.status_code, answer.text) == (404, "")
    world = "/w/seen" if path == "/w/seen/" else ""
    (request,) = client.get(f"{world}/_mock/requests").json()["requests"]
    assert (request["method"], request["unmatched"]) == (method, True)


def test_looking_at_the_page_is_no_call_of_the_emulated_apis(page: Page):
    page.read()

    assert page.caller.get("/requests")["requests"] == []


def test_the_clock_is_told_in_norway_and_in_utc(page: Page):
    page.caller.email(requestedSendTime="2026-06-15T08:00:00Z")

    told = page.read().text()

    assert "2026-01-05 11:00:00 in Norway frozen 2026-01-05T10:00:00Z" in told
    assert "next event: 2026-06-15 09:59:00" in told


def test_what_has_left_is_listed_newest_first(page: Page):
    first, second = page.leave(), page.leave()

    assert opened(page.read()) == [f"?message={second.id}", f"?message={first.id}"]


def test_the_filter_looks_into_every_field(page: Page):
    for field in ("to", "subject", "body", "senders_reference", "name", "creator", "chain_id"):
        page.leave(**{field: f"the needle in {field}"})
    page.leave()

    found = opened(page.read("?text=NEEDLE"))

    assert len(found) == 7
    assert opened(page.read("?text=needle+in+subject")) == ["?message=message-1"]


def test_a_filter_that_nothing_fits_says_so(page: Page):
    page.leave()

    reader = page.read("?text=nobody%22")

    assert opened(reader) == []
    assert "Nothing fits the filter." in reader.text()
    assert 'nobody"' in [each.get("value") for each in reader.of("input")]


def test_long_lists_are_shown_page_by_page(page: Page):
    for _ in range(PAGE_SIZE + 2):
        page.leave()

    first, second = page.read("?text=emne"), page.read("?text=emne&page=2")

    assert len(opened(first)) == PAGE_SIZE
    assert opened(second) == ["?message=message-1", "?message=message-0"]
    assert "101–102 of 102" in second.text()
    older = next(each for each in first.of("a") if each.get("id") == "older")
    assert older["href"] == "?page=2&text=emne"


@pytest.mark.parametrize("number", ["0", "-1", "x", "٣", "99", "9" * 5000])
def test_a_page_that_is_not_there_is_the_first_or_the_last(page: Page, number: str):
    page.leave()

    assert opened(page.read(f"?page={number}")) == ["?message=message-0"]


def test_a_message_is_shown_with_all_its_fields_and_why(page: Page):
    page.caller.email(sendersReference="ref-1", body="Linje en\nlinje to")
    page.caller.advance("PT5M")
    (message,) = page.caller.get("/inbox")["messages"]

    reader = page.read(f"?message={message['id']}")

    told = reader.text()
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
        assert message[name] in told
    assert "ref-1" in told
    assert "Linje en\nlinje to" in reader.texts
    for decision in page.caller.get(f"/explain/{message['shipmentId']}")["decisions"]:
        assert decision["what"] in told
        assert decision["rule"] in told
    assert f"_mock/inbox/{message['id']}.eml" in [each.get("href") for each in reader.of("a")]


def test_an_html_body_is_framed_and_may_do_nothing(page: Page):
    message = page.leave(content_type=ContentType.HTML, body="<h1>Hei</h1><script>1</script>")

    frame = next(page.read(f"?message={message.id}").of("iframe"))

    assert frame["sandbox"] == ""
    body = page.answer(frame["src"] or "")
    assert body.text == "<h1>Hei</h1><script>1</script>"
    assert body.headers["content-type"] == "text/html; charset=utf-8"
    assert body.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox;"
        " form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
    assert body.headers["x-content-type-options"] == "nosniff"
    assert body.headers["referrer-policy"] == "no-referrer"


def test_a_body_opens_with_its_own_key_alone(page: Page):
    message = page.leave(content_type=ContentType.HTML)
    other = page.leave(content_type=ContentType.HTML)
    key = page.answer(f"_inbox/keys/{message.id}").json()["key"]

    statuses = [
        page.answer(f"_inbox/bodies/{body.id}{query}").status_code
        for body in (message, other)
        for query in (f"?key={key}", "?key=%C3%A6", "?key=", "")
    ]

    assert statuses == [200, 404, 404, 404, 404, 404, 404, 404]


def test_only_html_has_a_frame(page: Page):
    message = page.leave(body="<h1>plain</h1>")

    reader = page.read(f"?message={message.id}")

    assert [each.get("src") for each in reader.of("iframe")] == [None, None]
    assert "<h1>plain</h1>" in reader.texts
    assert page.answer(f"_inbox/keys/{message.id}").status_code == 404


def test_what_is_on_its_way_is_shown_with_until_when_and_why(page: Page):
    page.caller.email(requestedSendTime="2026-01-12T10:00:00Z")

    told = page.read().text()

    assert "2026-01-12 10:59:00 email ola@example.com Emne notDue its send time is" in told
    assert "pick-up" in told


def test_what_will_not_arrive_is_shown_with_its_rule(page: Page):
    page.caller.done("PATCH", "/settings", {"environment": "tt02"})
    page.caller.sms(sendingTimePolicy="Anytime")
    page.caller.advance("P1D")

    told = page.read().text()

    assert "notWhitelisted +4799999999 is not on the whitelist" in told
    assert "the SMS was sent to the simulator whitelist" in told


def test_what_has_not_left_is_explained(page: Page):
    shipment = page.caller.email(requestedSendTime="2026-01-12T10:00:00Z")

    (link,) = opened(page.read())
    told = page.read(link).text()

    assert link == f"?explain={shipment}"
    for decision in page.caller.get(f"/explain/{shipment}")["decisions"]:
        assert decision["because"] in told


@pytest.mark.parametrize("query", ["?message=nothing", "?explain=nothing", "?message=&explain="])
def test_ids_that_nobody_knows_do_no_harm(page: Page, query: str):
    assert opened(page.read(query)) == []


def test_half_a_character_is_shown_as_a_question_mark(page: Page):
    message = page.leave(body="\ud83d")

    assert "?" in page.read(f"?message={message.id}").texts


def test_other_worlds_are_a_link_away():
    app = create_app(Configuration.read(clock=MONDAY))
    client = TestClient(app, headers=BROWSER)
    for path in ("/", "/w/one/", "/w/other/"):
        client.get(path)

    bare, in_world = Reader(client.get("/").text), Reader(client.get("/w/one/").text)

    assert {"./w/one/", "./w/other/"} <= {each["href"] for each in bare.of("a")}
    assert {"../../", "../../w/other/"} <= {each["href"] for each in in_world.of("a")}


def test_where_a_token_is_asked_for_the_page_shows_nothing_of_the_world():
    app = create_app(Configuration.read(clock=MONDAY, control_token="secret"))
    client = TestClient(app, headers=BROWSER)
    allowed = {"Authorization": "Bearer secret"}
    locked = Page(app, Caller(client, "/w/locked"))
    message = locked.leave(content_type=ContentType.HTML, body="private", subject="private")

    page = client.get(f"/w/locked/?message={message.id}&explain=x")

    assert page.status_code == 200
    assert "private" not in page.text
    assert "2026-01-05" not in page.text
    assert client.get(f"/w/locked/_inbox/keys/{message.id}").status_code == 401
    key = client.get(f"/w/locked/_inbox/keys/{message.id}", headers=allowed).json()["key"]
    assert client.get(f"/w/locked/_inbox/bodies/{message.id}?key={key}").text == "private"
    assert client.get(f"/w/else/_inbox/bodies/{message.id}?key={key}").status_code == 404


@pytest.mark.parametrize("path", ["", "_inbox/keys/{id}", "_inbox/bodies/{id}"])
def test_pages_of_other_sites_are_shown_nothing(page: Page, path: str):
    message = page.leave(content_type=ContentType.HTML, body="private", subject="private")
    address = f"{page.caller.prefix}/{path.format(id=message.id)}"

    answer = page.caller.client.get(address, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
    assert "private" not in answer.text


def test_the_wheel_holds_the_page(tmp_path: Path):
    builder = pytest.importorskip("hatchling.builders.wheel").WheelBuilder(str(ROOT))

    wheel = next(iter(builder.build(directory=str(tmp_path), versions=["standard"])))

    folder = "mock_server/web/inbox"
    assert {
        f"{folder}/templates/inbox.html",
        f"{folder}/assets/inbox.css",
        f"{folder}/assets/inbox.js",
    } <= set(zipfile.ZipFile(wheel).namelist())
