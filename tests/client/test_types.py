"""The client for type checkers: names and values of filters, and the types of results."""

from pathlib import Path
from textwrap import dedent
from typing import get_args

import pytest
from mypy import api

from client_fixtures.filters import Channel, Kind, Result, Route, Source
from mock_server.domain.enums import Channel as ChannelEnum
from mock_server.domain.enums import DeliveryRoute, MessageKind, OrderSource
from mock_server.matching.values import MESSAGE_RESULTS

GOOD = """
    import re
    from datetime import datetime
    from client_fixtures import Altinn, Email, Sms

    def check(altinn: Altinn, at: datetime) -> None:
        email: Email = altinn.inbox.expect_email(to="a@b.no", subject=re.compile("x"), since=at)
        sms: Sms = altinn.inbox.expect_sms(containing="x", kind="Reminder", segments=1)
        altinn.inbox.expect(2, channel="sms", source="app", reached=True, q="to:kari")
        altinn.inbox.expect_nothing(result="Failed_Bounced", from_="x")
        altinn.inbox.latest(creator="ttd").reached
        subject: str = email.subject
        segments: int = sms.segments
"""
BAD = """
    from client_fixtures import Altinn

    def check(altinn: Altinn) -> None:
        altinn.inbox.expect_email(containng="x")
        altinn.inbox.expect_email(kind="reminder")
        altinn.inbox.expect_email(reached="yes")
        altinn.inbox.expect_sms(subject="x")
        altinn.inbox.expect(1, channel="SMS")
        altinn.inbox.expect_nothing(result="Bounced")
        altinn.inbox.expect_never(to=["a@b.no"])
        altinn.organization("991825827", emails=1)
"""


@pytest.mark.parametrize(
    ("alias", "values"),
    [
        (Channel, [each.value for each in ChannelEnum]),
        (Kind, [each.value for each in MessageKind]),
        (Source, [each.value for each in OrderSource]),
        (Route, [each.value for each in DeliveryRoute]),
        (Result, MESSAGE_RESULTS),
    ],
    ids=["channel", "kind", "source", "route", "result"],
)
def test_the_types_have_the_values_of_the_server(alias: object, values: list[str]):
    assert set(get_args(alias)) == set(values)


def errors(tmp_path: Path, code: str) -> list[str]:
    """Return the lines of *code* with which mypy finds fault."""
    file = tmp_path / "sample.py"
    text = dedent(code).strip("\n")
    file.write_text(text, encoding="utf-8")
    output, problems, _ = api.run(["--strict", "--no-error-summary", str(file)])
    assert problems == ""
    numbers = {int(line.split(":")[1]) for line in output.splitlines() if ": error: " in line}
    return [text.splitlines()[number - 1].strip() for number in sorted(numbers)]


def test_type_checkers_accept_correct_calls(tmp_path: Path):
    assert errors(tmp_path, GOOD) == []


def test_type_checkers_refuse_impossible_filters(tmp_path: Path):
    calls = [line.strip() for line in BAD.splitlines() if line.startswith("        altinn.")]

    assert errors(tmp_path, BAD) == calls
