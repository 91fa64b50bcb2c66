"""Recording of an environment by a proxy, and comparison of recordings with the mock.

The environment is a server of the mock, in this process.
"""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from mock_server.cli.main import make_cli
from mock_server.domain.identities import has_valid_check_digits
from mock_server.domain.instant import parse_instant
from mock_server.recordings import recorder as recorder_module
from mock_server.recordings.anonymization import Anonymizer
from mock_server.recordings.recorder import Recorder, caller, recording_proxy
from mock_server.scenarios.http_client import in_process_client
from mock_server.server.app import create_app

OLA = "08900499559"
ORDERS = "/notifications/api/v1/future/orders"
STARTED_AT = "2026-01-05T10:00:00Z"

Json = dict[str, Any]


class Environment:
    """A stand-in for a test environment, behind the recording proxy."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.direct = in_process_client(create_app())
        self.lines: list[Json] = []
        proxy = recording_proxy(
            self.direct, "https://platform.tt02.altinn.no", Recorder("s"), self.lines.append
        )
        self.client = in_process_client(proxy)
        self.now = STARTED_AT
        monkeypatch.setattr(recorder_module, "real_now", lambda: parse_instant(self.now))

    async def control(self, method: str, path: str, body: Json) -> Any:
        response = await self.direct.request(method, f"/_mock{path}", json=body)
        assert response.is_success, response.text
        return response.json() if response.content else None

    async def reset(self) -> None:
        settings = {"environment": "tt02", "rules": "deployed", "auth": "strict"}
        body = {"now": self.now, "mode": "frozen", "settings": settings}
        await self.control("POST", "/reset", body)

    async def advance(self, to: str) -> None:
        self.now = to
        await self.control("POST", "/clock/advance", {"to": to})

    async def token(self) -> dict[str, str]:
        scopes = ["altinn:serviceowner/notifications.create"]
        token = await self.control("POST", "/tokens", {"org": "ttd", "scopes": scopes})
        return {"Authorization": f"Bearer {token['access_token']}"}


def record(
    monkeypatch: pytest.MonkeyPatch, play: Callable[[Environment], Awaitable[None]]
) -> list[Json]:
    async def run() -> list[Json]:
        environment = Environment(monkeypatch)
        await environment.reset()
        await play(environment)
        return environment.lines

    return asyncio.run(run())


def order(number: str = OLA) -> Json:
    email = {"subject": "Nytt brev", "body": "Hei"}
    person = {"nationalIdentityNumber": number, "channelSchema": "Email", "emailSettings": email}
    return {"idempotencyId": "1", "recipient": {"recipientPerson": person}}


async def order_and_read(environment: Environment) -> None:
    headers = await environment.token()
    created = await environment.client.post(ORDERS, json=order(), headers=headers)
    assert created.status_code == 201
    shipment = created.json()["notification"]["shipmentId"]
    await environment.advance("2026-01-05T10:02:00Z")
    path = f"/notifications/api/v1/future/shipment/{shipment}"
    await environment.client.get(path, headers=headers)
    await environment.client.get(path)
    await environment.client.get("/notifications/api/v1/orders", headers=headers)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[Json]:
    return record(monkeypatch, order_and_read)


def compare(tmp_path: Path, lines: list[Json], *options: str) -> tuple[int, str]:
    """Compare with a directory in which the replaced person is known."""
    recording, directory = tmp_path / "recording.jsonl", tmp_path / "directory.json"
    recording.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    number = lines[0]["request"]["body"]["recipient"]["recipientPerson"]["nationalIdentityNumber"]
    person = {"nationalIdentityNumber": number, "name": "Ola", "email": "person2@example.com"}
    directory.write_text(json.dumps({"persons": [person]}), encoding="utf-8")
    arguments = ["compare", str(recording), "--directory", str(directory), *options]
    result = CliRunner().invoke(make_cli("compare"), arguments)
    return result.exit_code, result.output


def test_a_recording_has_no_token_and_no_personal_number(lines: list[Json]):
    text = json.dumps(lines)

    assert OLA not in text
    assert "ola@example.com" not in text
    assert "eyJ" not in text
    assert lines[0]["auth"] == {
        "type": "maskinporten",
        "scope": "altinn:serviceowner/notifications.create",
        "org": "ttd",
        "orgNumber": "991825827",
    }
    assert lines[2]["auth"] == {"type": "none"}


def test_ids_of_responses_are_placeholders_in_later_requests(lines: list[Json]):
    shipment = lines[0]["response"]["body"]["notification"]["shipmentId"]

    assert shipment.startswith("{guid")
    assert lines[1]["request"]["path"].endswith(f"/shipment/{shipment}")


def test_a_recording_of_the_mock_matches_the_mock(tmp_path: Path, lines: list[Json]):
    assert compare(tmp_path, lines) == (0, "4 match, 0 differ\n")


def test_a_status_that_differs_is_printed(tmp_path: Path, lines: list[Json]):
    lines[0]["response"] = {"status": 422, "headers": {}, "body": {"code": "NOT-00001"}}

    exit_code, output = compare(tmp_path, lines[:1])

    assert exit_code == 1
    assert "status: 201 here, 422 recorded" in output
    assert 'body recorded: {"code": "NOT-00001"}' in output
    assert output.endswith("0 match, 1 differ\n")


def test_a_field_that_differs_is_printed(tmp_path: Path, lines: list[Json]):
    lines[1]["response"]["body"]["status"] = "Order_Processing"

    exit_code, output = compare(tmp_path, lines)

    assert exit_code == 1
    assert "body.status: 'Order_Completed', recorded 'Order_Processing'" in output
    assert output.endswith("3 match, 1 differ\n")


def test_an_instant_of_another_day_differs(tmp_path: Path, lines: list[Json]):
    lines[1]["response"]["body"]["lastUpdate"] = "{about 2026-01-06T10:01:00Z}"

    assert compare(tmp_path, lines)[0] == 1


def test_a_file_that_is_not_a_recording_is_refused(tmp_path: Path):
    file = tmp_path / "other.jsonl"
    file.write_text('{"a": 1}\n', encoding="utf-8")

    result = CliRunner().invoke(make_cli("compare"), ["compare", str(file)])

    assert result.exit_code != 0
    assert "line 1: expected an exchange" in str(result.exception)


def test_the_proxy_returns_what_the_environment_answers(monkeypatch: pytest.MonkeyPatch):
    async def play(environment: Environment) -> None:
        response = await environment.client.post(ORDERS, json={})
        direct = await environment.direct.post(ORDERS, json={})
        assert dict(response.headers) == dict(direct.headers)
        assert (response.status_code, response.content) == (direct.status_code, direct.content)

    assert record(monkeypatch, play)[0]["response"]["status"] == 401


def test_the_same_value_has_the_same_replacement():
    anonymizer = Anonymizer()

    first = anonymizer.replace({"to": "Kari@Example.no", "text": "Hei kari@example.no"})
    again = anonymizer.replace({"number": OLA, "other": f"urn:person:{OLA}"})

    assert first == {"to": "person1@example.com", "text": "Hei person1@example.com"}
    assert again["other"] == f"urn:person:{again['number']}"
    assert has_valid_check_digits(again["number"])
    assert again["number"] != OLA


@pytest.mark.parametrize("number", ["+4799999999", "004799999999", "99999999"])
def test_the_form_of_a_mobile_number_stays(number: str):
    replaced = Anonymizer().replace(number)

    assert replaced == number[:-8] + "40000101"


@pytest.mark.parametrize(
    "text", ["991825827", "2026-01-05T10:00:00Z", "12345678901", "ref-99999999"]
)
def test_other_numbers_stay(text: str):
    assert Anonymizer().replace(text) == text


def test_signatures_are_removed():
    url = "https://x.blob.core.windows.net/a?sv=1&sig=abc%2Fd&se=2"

    assert Anonymizer().replace(url) == "https://x.blob.core.windows.net/a?sv=1&sig=removed&se=2"


def jwt(claims: Json) -> str:
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()}.x"


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        (
            {
                "iss": "https://test.maskinporten.no/",
                "scope": "a",
                "consumer": {"ID": "0192:991825827"},
            },
            {"type": "maskinportenRaw", "scope": "a", "orgNumber": "991825827"},
        ),
        ({"urn:altinn:userid": 1, "scope": "b"}, {"type": "user", "scope": "b"}),
        (
            {"iss": "https://platform.altinn.no", "scope": "c"},
            {"type": "maskinporten", "scope": "c", "noOrg": True},
        ),
    ],
)
def test_the_caller_is_read_from_the_token(claims: Json, expected: Json):
    assert caller({"authorization": f"Bearer {jwt(claims)}"}) == expected


def test_a_token_that_cannot_be_read_is_recorded_as_such():
    assert caller({"authorization": "Bearer x"}) == {"type": "garbage"}
    assert caller(httpx.Headers()) == {"type": "none"}
