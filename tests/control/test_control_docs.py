"""The page that describes all APIs: whole, readable, and with nothing from elsewhere."""

from html.parser import HTMLParser

from mock_server.web.api_docs.page import render_page
from mock_server.web.api_docs.schema_notation import SchemaNotation
from tests.control.caller import Caller


class Seen(HTMLParser):
    """What a browser would load, run and show."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.attributes: set[str] = set()
        self.inline = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes |= given.keys()
        self.links += [value for name in ("href", "src") if (value := given.get(name))]
        self.ids += [value for value in [given.get("id")] if value]
        self.inline += tag == "style" or (tag == "script" and "src" not in given)


def test_the_page_shows_every_operation(caller: Caller):
    text = caller.call("GET", "/docs").text
    paths = caller.get("/openapi.json")["paths"]

    missing = [
        (method, path)
        for path, methods in paths.items()
        for method in methods
        if f">{method.upper()}</span> <code>{path}</code>" not in text
    ]

    assert missing == []
    assert f"{sum(map(len, paths.values()))} calls" in text


def test_the_page_loads_nothing_from_elsewhere_and_runs_nothing_of_its_own(caller: Caller):
    seen = Seen(caller.call("GET", "/docs").text)

    outside = [link for link in seen.links if not link.startswith("#")]
    assert sorted(outside) == ["../", "docs/page.css", "docs/page.js", "openapi.json"]
    assert seen.inline == 0
    assert {name for name in seen.attributes if name.startswith("on") or name == "style"} == set()


def test_what_the_page_links_to_is_there_in_every_world(caller: Caller):
    for path in ("/docs/page.css", "/docs/page.js", "/openapi.json"):
        assert caller.call("GET", path).status_code == 200
        assert caller.client.get(f"/_mock{path}").status_code == 200
    browser = {"Accept": "text/html"}
    assert caller.client.get(f"{caller.prefix}/", headers=browser).status_code == 200


def test_links_within_the_page_lead_somewhere_and_only_there(caller: Caller):
    seen = Seen(caller.call("GET", "/docs").text)

    assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))


def test_the_page_lets_a_browser_load_its_own_style_and_script_alone(caller: Caller):
    for path in ("/docs", "/docs/page.css", "/docs/page.js"):
        headers = caller.call("GET", path).headers

        policy = headers["content-security-policy"].split("; ")
        assert policy[:3] == ["default-src 'none'", "style-src 'self'", "script-src 'self'"]
        assert headers["x-content-type-options"] == "nosniff"


def test_the_page_takes_a_filter_in_its_query(caller: Caller):
    assert caller.call("GET", "/docs?q=inbox").status_code == 200


def test_texts_of_the_document_are_no_markup():
    described = render_page(
        {
            "info": {"title": "<i>", "version": "1", "summary": "<b>", "description": "&"},
            "tags": [{"name": "Control", "description": "<script>"}],
            "paths": {},
            "components": {"schemas": {}},
        }
    )

    assert "<script>" not in described
    assert "&lt;i&gt;" in described


def test_a_schema_is_written_in_a_few_lines():
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
