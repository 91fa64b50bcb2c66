"""Pages, searches and summaries of the lists. Source: docs/control-api.md."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.control.control_client import ControlClient

NAMES = {
    "/inbox": "messages",
    "/pending": "notifications",
    "/suppressed": "notifications",
    "/orders": "orders",
    "/requests": "requests",
    "/timeline": "events",
}


@pytest.fixture
def stocked(control: ControlClient) -> ControlClient:
    """A world with several entries in each list."""
    control.send("PATCH", "/directory", {"persons": [reserved("08900499559")]})
    for name in ("ola", "kari", "siri"):
        control.email(f"{name}@example.com")
        control.person_email("08900499559", ignoreReservation=False)
    control.advance("PT5M")
    for name in ("ola", "kari", "siri"):
        control.email(f"{name}@example.com", requestedSendTime="2026-01-07T10:00:00Z")
    return control


def reserved(number: str) -> dict[str, Any]:
    return {"nationalIdentityNumber": number, "email": "ola@example.com", "isReserved": True}


@pytest.mark.parametrize("path", NAMES)
@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_pages_lead_through_the_whole_list(stocked: ControlClient, path: str, order: str):
    whole = stocked.get(f"{path}?order={order}")
    entries = whole[NAMES[path]]
    assert whole["count"] == len(entries) > 2
    assert whole["next"] is None

    pages, after = [], ""
    while after is not None:
        query = {"limit": "2", "order": order} | ({"after": after} if after else {})
        page = stocked.get(f"{path}?{urlencode(query)}")
        assert page["count"] == len(entries)
        pages += page[NAMES[path]]
        after = page["next"]

    assert pages == entries


@pytest.mark.parametrize("path", NAMES)
def test_an_unknown_id_is_rejected(stocked: ControlClient, path: str):
    status, detail = stocked.rejected("GET", f"{path}?after=nowhere")

    assert (status, detail) == (404, "after: the list has no entry with id 'nowhere'")


@pytest.mark.parametrize(
    ("path", "search", "count"),
    [
        ("/inbox", "to:kari", 1),
        ("/pending", "kari reason:notDue", 1),
        ("/pending", "-kari", 2),
        ("/suppressed", "reason:reserved 0890", 3),
        ("/orders", "to:kari", 2),
        ("/orders", "status:registered", 3),
        ("/requests", "method:post siri", 2),
        ("/requests", "status:201", 9),
        ("/timeline", "kind:messageSent coming:true", 3),
        ("/timeline", "after:2026-01-06 kari", 1),
    ],
)
def test_a_list_is_searched(stocked: ControlClient, path: str, search: str, count: int):
    page = stocked.get(f"{path}?{urlencode({'q': search})}")

    assert page["count"] == len(page[NAMES[path]]) == count


@pytest.mark.parametrize("path", NAMES)
def test_an_unknown_field_of_a_search_is_rejected(stocked: ControlClient, path: str):
    status, detail = stocked.rejected("GET", f"{path}?q=colour:red")

    assert status == 400
    assert detail.startswith("q: unknown field 'colour'; the fields are ")


@pytest.mark.parametrize(
    ("path", "left_out", "added"),
    [
        ("/inbox", {"body", "attachments"}, {"preview"}),
        ("/pending", {"body"}, {"preview"}),
        ("/suppressed", {"body"}, {"preview"}),
        ("/orders", {"request"}, set()),
        ("/requests", {"headers", "body", "response"}, set()),
        ("/timeline", set(), set()),
    ],
)
def test_a_summary_leaves_out_the_long_fields(
    stocked: ControlClient, path: str, left_out: set[str], added: set[str]
):
    (full,) = stocked.get(f"{path}?limit=1")[NAMES[path]]
    (summary,) = stocked.get(f"{path}?limit=1&view=summary")[NAMES[path]]

    assert full.keys() - summary.keys() == left_out
    assert summary.keys() - full.keys() == added


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/pending?to=kari@example.com", 1),
        ("/pending?channel=sms", 0),
        ("/pending?reason=notDue&text=Innhold", 3),
        ("/suppressed?reason=reserved", 3),
        ("/suppressed?reason=cancelled", 0),
        ("/orders?type=Notification&status=Order_Registered", 3),
        ("/orders?source=app", 0),
        ("/requests?unmatched=true", 0),
    ],
)
def test_a_list_is_filtered(stocked: ControlClient, path: str, count: int):
    assert stocked.get(path)["count"] == count


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/pending?reason=notdue", "reason: expected 'notDue', 'awaitingSweep'"),
        ("/suppressed?reason=resrved", "reason: expected 'reserved', 'noContactPoint'"),
        ("/orders?status=Registered", "'Registered' is not a status of an order; did you mean"),
        ("/pending?to=kari", "to: 'kari' is neither an e-mail address nor a mobile number"),
        ("/pending?result=Delivered", "unknown field 'result'"),
    ],
)
def test_an_impossible_value_is_rejected(stocked: ControlClient, path: str, message: str):
    status, detail = stocked.rejected("GET", path)

    assert status == 400
    assert message in detail


def test_the_index_lists_every_call(control: ControlClient):
    index = control.get("")

    paths = {(each["method"], each["path"]): each for each in index["calls"]}
    assert paths["POST", "/_mock/inbox/expect"]["summary"].startswith("Check that exactly")
    assert paths["GET", "/_mock/inbox"]["url"] == f"http://testserver{control.prefix}/_mock/inbox"
    assert index["world"] == control.prefix.removeprefix("/w/")
    assert index["docs"] == f"http://testserver{control.prefix}/_mock/docs"
    assert all(each["summary"] for each in index["calls"])
