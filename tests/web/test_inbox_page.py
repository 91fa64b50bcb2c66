"""The inbox page as it is served: its headers, files and size. Source: docs/control-api.md."""

import gzip
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from mock_server.domain.enums import ContentType
from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration
from tests.web.page import create_message

ROOT = Path(__file__).parents[2]
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
MAX_WEIGHT = 60_000
PAGE_FILES = re.compile(r'(?:src|href)="([^"]+\.(?:js|css))"')


@pytest.fixture
def client(app: Emulator) -> TestClient:
    return TestClient(app, headers=BROWSER)


@pytest.mark.parametrize("path", ["/", "/w/page/", "/w/default/"])
def test_a_world_has_a_page(client: TestClient, path: str):
    response = client.get(path)

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert '<div id="app">' in response.text


@pytest.mark.parametrize(
    ("method", "accept"), [("HEAD", "text/html"), ("GET", "*/*"), ("GET", "application/json")]
)
def test_only_browsers_get_the_page(app: Emulator, method: str, accept: str):
    response = TestClient(app).request(method, "/", headers={"Accept": accept})

    assert (response.status_code, response.content) == (404, b"")


def test_the_page_loads_only_its_own_files(client: TestClient):
    headers = client.get("/").headers
    policy = dict(
        each.strip().split(" ", 1) for each in headers["content-security-policy"].split(";")
    )

    assert policy == {
        "default-src": "'none'",
        "connect-src": "'self'",
        "style-src": "'self'",
        "script-src": "'self'",
        "img-src": "data:",
        "frame-src": "'self'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/w/any/"])
def test_every_file_of_the_page_is_served_and_relative(client: TestClient, path: str):
    files = PAGE_FILES.findall(client.get(path).text)

    assert len(files) > 10
    for each in files:
        assert each.startswith("./_inbox" if path == "/" else "../../_inbox")
        response = client.get(f"/{each.lstrip('./')}")
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(("text/css", "text/javascript"))
        assert response.headers["x-content-type-options"] == "nosniff"


def test_the_page_is_at_most_60_kilobytes_compressed(client: TestClient):
    page = client.get("/")

    weight = len(gzip.compress(page.content))
    for each in PAGE_FILES.findall(page.text):
        response = client.get(f"/{each.lstrip('./')}", headers={"Accept-Encoding": "gzip"})
        assert response.headers["content-encoding"] == "gzip"
        weight += int(response.headers["content-length"])

    assert weight <= MAX_WEIGHT


def test_an_unchanged_file_is_not_sent_again(client: TestClient):
    path = "/_inbox/page/app.js"
    tag = client.get(path).headers["etag"]

    response = client.get(path, headers={"If-None-Match": tag})

    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["page/index.html", "page/..%2F..%2Ffiles.py", "vendor/vendored.json", "page/", "x"]
)
def test_other_files_are_not_served(client: TestClient, path: str):
    assert client.get(f"/_inbox/{path}").status_code == 404


def test_a_path_without_trailing_slash_redirects(client: TestClient):
    response = client.get("/w/page?q=a%22b", follow_redirects=False)

    assert response.status_code == 307
    assert response.headers["location"] == "page/?q=a%22b"


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/"), ("DELETE", "/w/page/"), ("OPTIONS", "/"), ("GET", "/w"), ("GET", "/nowhere")],
)
def test_other_methods_and_paths_go_to_the_emulated_apis(
    client: TestClient, method: str, path: str
):
    client.delete("/_mock/requests")
    client.delete("/w/page/_mock/requests")

    response = client.request(method, path)

    assert (response.status_code, response.text) == (404, "")
    world = "/w/page" if path == "/w/page/" else ""
    (request,) = client.get(f"{world}/_mock/requests").json()["requests"]
    assert (request["method"], request["unmatched"]) == (method, True)


def test_requests_for_the_page_are_not_recorded(client: TestClient):
    client.get("/w/unrecorded/")
    client.get("/w/unrecorded/_inbox/page/app.js")

    assert client.get("/w/unrecorded/_mock/requests").json()["requests"] == []


def test_an_html_body_needs_its_key(app: Emulator, client: TestClient):
    body = "<p>Hei"
    message = create_message(id="html", body=body, content_type=ContentType.HTML)
    app.worlds.get("bodies").outbox.add_many([message])
    app.worlds.get("other").outbox.add_many([message])
    key = client.get("/w/bodies/_inbox/keys/html").json()["key"]

    response = client.get(f"/w/bodies/_inbox/bodies/html?key={key}")

    assert response.text == body
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-same-origin;" in policy
    assert client.get("/w/bodies/_inbox/bodies/html").status_code == 404
    assert client.get(f"/w/other/_inbox/bodies/html?key={key}").status_code == 404


def test_with_a_control_token_the_page_is_served_without_data():
    app = create_app(Configuration.read(control_token="secret"))
    client = TestClient(app, headers=BROWSER)
    app.worlds.get("default").outbox.add_many(
        [create_message(id="html", body="<p>Hei", content_type=ContentType.HTML)]
    )

    assert client.get("/").status_code == 200
    assert client.get("/_inbox/keys/html").status_code == 401
    assert client.get("/_mock/docs").status_code == 200
    assert client.get("/_mock/openapi.json").status_code == 401


def test_the_texts_of_rules_are_served(client: TestClient):
    rules = client.get("/_inbox/rules").json()

    assert rules["sms-window"].startswith("An SMS")
    assert "Source:" not in "".join(rules.values())


def test_texts_are_in_both_languages():
    texts = (ROOT / "mock_server/web/inbox/static/texts.js").read_text(encoding="utf-8")
    names = re.findall(r"^  (\w+): \[", texts, re.MULTILINE)
    pairs = re.findall(r'^  (\w+): \["(.*)", "(.*)"\],$', texts, re.MULTILINE)

    assert [name for name in names if name not in [each[0] for each in pairs]] == []
    assert len(set(names)) == len(names)
    for name, norwegian, english in pairs:
        fields = re.compile(r"\{\w+\}")
        assert sorted(fields.findall(norwegian)) == sorted(fields.findall(english)), name


def test_every_text_that_the_page_uses_exists():
    folder = ROOT / "mock_server/web/inbox/static"
    names = set(re.findall(r"^  (\w+): \[", (folder / "texts.js").read_text("utf-8"), re.MULTILINE))
    scripts = "".join(each.read_text(encoding="utf-8") for each in folder.glob("*.js"))

    assert set(re.findall(r'\bt\("(\w+)"', scripts)) - names == set()
