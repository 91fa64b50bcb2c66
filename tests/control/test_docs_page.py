"""The documentation page: it is complete, works offline and is escaped."""

from html.parser import HTMLParser

from mock_server.web.api_docs.page import render_page
from mock_server.web.api_docs.schema_notation import SchemaNotation
from tests.control.control_client import ControlClient


class ParsedPage(HTMLParser):
    """The links, ids and scripts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.attributes: set[str] = set()
        self.inline = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.attributes |= attributes.keys()
        self.links += [value for name in ("href", "src") if (value := attributes.get(name))]
        self.ids += [value for value in [attributes.get("id")] if value]
        self.inline += tag == "style" or (tag == "script" and "src" not in attributes)


def test_the_page_shows_every_operation(control: ControlClient):
    text = control.request("GET", "/docs").text
    paths = control.get("/openapi.json")["paths"]

    missing = [
        (method, path)
        for path, methods in paths.items()
        for method in methods
        if f">{method.upper()}</span> <code>{path}</code>" not in text
    ]

    assert missing == []
    assert f"{sum(map(len, paths.values()))} operations" in text


def test_the_page_has_no_external_links_and_no_inline_scripts(control: ControlClient):
    page = ParsedPage(control.request("GET", "/docs").text)

    external = [link for link in page.links if not link.startswith("#")]
    assert sorted(external) == ["../", "docs/page.css", "docs/page.js", "openapi.json"]
    assert page.inline == 0
    assert {name for name in page.attributes if name.startswith("on") or name == "style"} == set()


def test_links_of_the_page_work_in_every_world(control: ControlClient):
    for path in ("/docs/page.css", "/docs/page.js", "/openapi.json"):
        assert control.request("GET", path).status_code == 200
        assert control.client.get(f"/_mock{path}").status_code == 200
    browser = {"Accept": "text/html"}
    assert control.client.get(f"{control.prefix}/", headers=browser).status_code == 200


def test_anchors_of_the_page_exist_and_are_unique(control: ControlClient):
    page = ParsedPage(control.request("GET", "/docs").text)

    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_the_content_security_policy_allows_only_own_files(control: ControlClient):
    for path in ("/docs", "/docs/page.css", "/docs/page.js"):
        headers = control.request("GET", path).headers

        policy = headers["content-security-policy"].split("; ")
        assert policy[:3] == ["default-src 'none'", "style-src 'self'", "script-src 'self'"]
        assert headers["x-content-type-options"] == "nosniff"


def test_the_page_accepts_a_filter_in_its_query(control: ControlClient):
    assert control.request("GET", "/docs?q=inbox").status_code == 200


def test_texts_of_the_document_are_escaped():
    page = render_page(
        {
            "info": {"title": "<i>", "version": "1", "summary": "<b>", "description": "&"},
            "tags": [{"name": "Control", "description": "<script>"}],
            "paths": {},
            "components": {"schemas": {}},
        }
    )

    assert "<script>" not in page
    assert "&lt;i&gt;" in page


def test_a_schema_is_shown_in_short_notation():
    notation = SchemaNotation({"Colour": {"type": "string", "enum": ["red", "green"]}})
    schema = {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "colours": {"type": "array", "items": {"$ref": "#/components/schemas/Colour"}},
            "at": {"type": ["string", "null"], "format": "date-time"},
            "count": {"type": "integer", "default": 1},
        },
        "additionalProperties": {"type": "boolean"},
    }

    assert notation.format(schema).splitlines() == [
        "{",
        "  name: string",
        '  colours?: ["red" | "green"]',
        "  at?: date-time | null",
        "  count?: integer = 1",
        "  …: boolean",
        "}",
    ]
