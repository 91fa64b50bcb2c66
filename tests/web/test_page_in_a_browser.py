"""The inbox page in a browser: orders, clock, lists, languages and links, by clicks alone."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from mock_server.domain.enums import ContentType, DeliveryRoute, NotificationResult
from tests.web.page import InboxPage, create_message

OLA = "08900499559"
RESERVED = "13896396174"
NAMES: list[tuple[Any, str]] = [
    ("button", "Set the clock"),
    ("button", "Run"),
    ("button", "1 min"),
    ("button", "1 h"),
    ("button", "1 d"),
    ("button", "7 d"),
    ("button", "Next message"),
    ("button", "Undo"),
    ("button", "Timeline"),
    ("link", "People"),
    ("link", "Whitelist"),
    ("link", "Outcomes and faults"),
    ("link", "Reset"),
    ("link", "Snapshot"),
    ("link", "Worlds"),
    ("button", "Send a first order"),
    ("tab", "Sent"),
    ("tab", "On its way"),
    ("tab", "Will not arrive"),
    ("tab", "Orders"),
    ("tab", "Requests"),
    ("combobox", "Search"),
]


def rows(page: Page) -> Locator:
    return page.locator(".rows .row")


def click(page: Page, name: str, role: Any = "button") -> None:
    page.get_by_role(role, name=name).click()


def test_every_control_has_the_name_that_it_shows(inbox: InboxPage):
    page = inbox.open()

    for role, name in NAMES:
        control = page.get_by_role(role, name=name).first
        expect(control).to_be_visible()
        assert role == "combobox" or name in control.inner_text()


def test_a_first_order_and_its_reminder_are_sent_by_clicks(inbox: InboxPage):
    page = inbox.open()

    click(page, "Send a first order")
    expect(page.get_by_role("tab", name="On its way 2")).to_be_visible()
    expect(page.locator(".clock-next")).to_contain_text("notification to ola@example.com")
    click(page, "Next message")
    expect(rows(page)).to_have_count(1)
    expect(page.locator(".clock-next")).to_contain_text(
        "Next: reminder to ola@example.com, Mon 12 Jan"
    )
    click(page, "7 d")

    expect(rows(page)).to_have_count(2)
    expect(rows(page).first).to_contain_text("Reminder: the deadline is near")
    expect(page.locator(".clock-now")).to_contain_text("12 January 2026")


def test_a_message_shows_its_order_and_why_it_was_sent(inbox: InboxPage):
    shipment = inbox.control.email(sendersReference="ref-1", body="Linje en\nlinje to")
    inbox.control.advance("PT5M")
    page = inbox.open()

    rows(page).first.click()
    expect(page.locator(".plain-mail")).to_have_text("Linje en\nlinje to")
    page.get_by_role("tab", name="Order", exact=True).click()
    expect(page.locator(".detail")).to_contain_text("ref-1")
    click(page, "Ask the API")
    expect(page.get_by_role("region", name="Status from the API")).to_contain_text(
        "Order_Completed"
    )
    click(page, "Why", "tab")
    expect(page.locator(".decisions li").first).to_contain_text("the order was registered")
    page.get_by_text("Rule: registration").click()
    expect(page.locator(".decisions")).to_contain_text(
        "main order and its reminders", ignore_case=True
    )
    click(page, "Headers", "tab")
    expect(page.locator(".detail")).to_contain_text(shipment)
    click(page, "Source", "tab")
    expect(page.locator(".detail")).to_contain_text("Subject: Emne")


def test_an_open_explanation_follows_the_clock_and_keeps_its_instants(inbox: InboxPage):
    shipment = inbox.control.sms(requestedSendTime="2026-01-05T20:00:00Z")
    page = inbox.open(f"?order={shipment}&view=why")
    coming = page.locator(".decisions li.coming")
    expect(coming).to_have_count(1)
    first = coming.locator("time").get_attribute("datetime")

    inbox.control.advance("PT2H")
    page.wait_for_timeout(800)
    assert coming.locator("time").get_attribute("datetime") == first
    inbox.control.advance("P1D")

    expect(coming).to_have_count(0)
    expect(page.locator(".decisions li").last).to_contain_text("the order is completed")


def test_what_will_not_arrive_says_why(inbox: InboxPage):
    inbox.control.person_email(RESERVED)
    inbox.control.advance("PT5M")
    page = inbox.open()

    click(page, "Will not arrive", "tab")
    expect(rows(page).first).to_contain_text("Reserved")
    rows(page).first.click()

    expect(page.locator(".decisions")).to_contain_text("is suppressed")


def test_a_refused_request_is_listed_with_its_status(inbox: InboxPage):
    inbox.control.client.post(f"{inbox.control.prefix}/notifications/api/v1/nothing", json={})
    page = inbox.open()

    click(page, "Requests", "tab")
    rows(page).first.click()

    expect(page.locator(".detail")).to_contain_text("POST")
    expect(page.locator(".detail-meta")).to_contain_text("404")


def test_an_sms_shows_where_a_handset_divides_it(inbox: InboxPage):
    inbox.control.sms(body="å" * 161)
    inbox.control.sms(body="🙂" * 36)
    inbox.control.advance("PT5M")
    page = inbox.open()

    rows(page).last.click()
    expect(page.locator(".handset .border")).to_have_text("segment 2 of 2")
    expect(page.locator(".detail")).to_contain_text("2 (GSM 7, 161 characters)")
    rows(page).first.click()
    expect(page.locator(".detail")).to_contain_text("2 (UCS-2, 72 characters)")


def test_reload_back_and_a_pasted_link_keep_what_was_chosen(inbox: InboxPage):
    inbox.control.email(body="one")
    inbox.control.email(to="kari@example.com", body="two")
    inbox.control.advance("PT5M")
    page = inbox.open()
    page.get_by_role("combobox", name="Search").fill("to:kari")
    expect(rows(page)).to_have_count(1)
    rows(page).first.click()
    click(page, "Text", "tab")
    expect(page.locator("pre")).to_have_text("two")

    page.reload()
    expect(page.locator("pre")).to_have_text("two")
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_role("combobox", name="Search")).to_have_value("to:kari")
    pasted = inbox.contexts().new_page()
    pasted.goto(page.url)
    expect(pasted.locator("pre")).to_have_text("two")
    page.go_back()
    expect(page.locator("pre")).to_have_count(0)
    expect(rows(page)).to_have_count(1)


def test_on_a_phone_the_message_comes_first(inbox: InboxPage):
    inbox.control.email()
    inbox.control.advance("PT5M")
    (message,) = inbox.control.get("/inbox")["messages"]

    page = inbox.open(f"?message={message['id']}", viewport={"width": 390, "height": 844})

    title = page.locator(".detail-title")
    expect(title).to_have_text("Emne")
    box = title.bounding_box()
    assert box is not None
    assert box["y"] < 300
    page.get_by_role("link", name="Back to the list").click()
    expect(rows(page)).to_have_count(1)


def test_an_unknown_id_is_reported(inbox: InboxPage):
    inbox.expected = ("404",)

    page = inbox.open("?message=nothing")

    expect(
        page.get_by_role("status").filter(has_text="no message with the id nothing")
    ).to_be_visible()


def test_an_unknown_field_of_a_search_is_reported(inbox: InboxPage):
    inbox.expected = ("400",)

    page = inbox.open("?q=zzz:1")

    expect(page.get_by_role("alert")).to_contain_text("zzz")


def test_the_language_is_the_browsers_and_can_be_switched(inbox: InboxPage):
    context = inbox.contexts(locale="nb-NO")
    page = inbox.open(context=context)
    expect(page.get_by_role("tab", name="På vei")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "nb"
    expect(page.locator(".clock-now")).to_contain_text("mandag 5. januar 2026")

    click(page, "English")
    expect(page.get_by_role("tab", name="On its way")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    page.reload()

    expect(page.get_by_role("tab", name="On its way")).to_be_visible()


def test_the_clock_is_set_to_a_time_in_norway(inbox: InboxPage):
    page = inbox.open()

    click(page, "Set the clock")
    page.get_by_label("Date and time in Norway").fill("2026-06-15T10:00")
    click(page, "Move the clock")

    expect(page.locator(".clock-now")).to_contain_text("15 June 2026")
    assert inbox.control.get("/clock")["now"] == "2026-06-15T08:00:00Z"


def test_the_clock_is_run_and_frozen(inbox: InboxPage):
    page = inbox.open()

    click(page, "Run")
    expect(page.get_by_role("button", name="Freeze")).to_be_visible()
    page.get_by_label("Speed").select_option("60")
    click(page, "Freeze")

    expect(page.get_by_role("button", name="Run")).to_be_visible()
    clock = inbox.control.get("/clock")
    assert (clock["mode"], clock["speed"]) == ("frozen", 60)


def test_the_timeline_moves_the_clock(inbox: InboxPage):
    inbox.control.email(requestedSendTime="2026-01-08T10:00:00Z")
    page = inbox.open()
    click(page, "Timeline")
    events = page.locator(".events li.coming")
    expect(events.first).to_be_visible()

    events.get_by_role("button", name="Move the clock here").first.click()

    expect(page.locator(".clock-now")).to_contain_text("8 January 2026")


def test_a_person_is_added_and_gets_a_message(inbox: InboxPage):
    page = inbox.open()

    click(page, "People", "link")
    expect(page.locator(".cards")).to_contain_text("Ola Nordmann")
    page.get_by_label("National identity number").fill(OLA)
    page.get_by_label("Name").fill("Ola Ny")
    page.get_by_label("E-mail").fill("ny@example.com")
    click(page, "Save")

    expect(page.locator(".cards")).to_contain_text("Ola Ny")
    person = inbox.control.get(f"/directory/persons/{OLA}")
    assert (person["name"], person["email"]) == ("Ola Ny", "ny@example.com")


def test_settings_whitelist_and_rules_are_changed(inbox: InboxPage):
    page = inbox.open("?section=settings")
    page.get_by_label("Environment").select_option("tt02")
    click(page, "Save")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    click(page, "Whitelist", "link")
    page.get_by_label("Number", exact=True).fill("+4799999999")
    click(page, "Add")
    expect(page.locator(".cards")).to_contain_text("+4799999999")
    click(page, "Outcomes and faults", "link")
    page.get_by_label("To (* fits all)").fill("*@example.com")
    page.get_by_role("button", name="Add").first.click()
    expect(page.locator(".cards").first).to_contain_text("Failed_Bounced")

    assert inbox.control.get("/settings")["environment"] == "tt02"
    assert inbox.control.get("/whitelist")["numbers"] == ["+4799999999"]
    assert inbox.control.get("/outcomes")[0]["to"] == "*@example.com"


def test_a_reset_empties_the_page(inbox: InboxPage):
    inbox.control.email()
    inbox.control.advance("PT5M")
    page = inbox.open()
    expect(rows(page)).to_have_count(1)

    click(page, "Reset", "link")
    click(page, "Reset this world now")

    expect(rows(page)).to_have_count(0)
    expect(page.get_by_role("tab", name="Sent 0")).to_be_visible()


def test_the_keyboard_alone_is_enough(inbox: InboxPage):
    inbox.control.email(body="one")
    inbox.control.email(body="two")
    inbox.control.advance("PT5M")
    page = inbox.open()
    expect(rows(page)).to_have_count(2)

    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()
    page.get_by_role("tab", name="Sent").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="On its way")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    rows(page).first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".plain-mail")).to_have_text("one")
    page.keyboard.press("Escape")
    expect(page.locator(".plain-mail")).to_have_count(0)
    page.get_by_role("switch", name="The / key").uncheck()
    page.locator("h1 a").focus()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search")).not_to_be_focused()


def test_eight_tabs_of_one_browser_follow_the_world(inbox: InboxPage):
    context = inbox.contexts()
    pages = [inbox.open(context=context) for _ in range(8)]

    inbox.control.email()
    inbox.control.advance("PT5M")

    for page in pages:
        expect(page.get_by_role("tab", name="Sent 1")).to_be_visible()
        expect(rows(page)).to_have_count(1)


def test_an_idle_page_sends_no_requests(inbox: InboxPage):
    inbox.control.email(requestedSendTime="2026-01-08T10:00:00Z")
    page = inbox.open()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    before = len(inbox.requests)

    page.wait_for_timeout(3000)

    assert inbox.requests[before:] == []


def test_a_large_list_is_loaded_in_pages(inbox: InboxPage):
    messages = [create_message(id=f"message-{number}") for number in range(10_000)]
    inbox.world.outbox.add_many(messages)
    page = inbox.open()

    expect(page.get_by_role("tab", name="Sent 10,000")).to_be_visible()
    expect(rows(page)).to_have_count(100)
    click(page, "Show more")
    expect(rows(page)).to_have_count(200)


def test_messages_that_arrive_quickly_are_all_counted(inbox: InboxPage):
    page = inbox.open()
    for number in range(300):
        inbox.control.client.post(
            f"{inbox.control.prefix}/notifications/api/v1/future/orders",
            json={
                "idempotencyId": str(number),
                "recipient": {
                    "recipientEmail": {
                        "emailAddress": f"a{number}@example.com",
                        "emailSettings": {"subject": "s", "body": "b"},
                    }
                },
            },
        )
    inbox.control.advance("PT5M")

    expect(page.get_by_role("tab", name="Sent 300")).to_be_visible()
    expect(page.locator(".lists .hint")).to_contain_text("100 of 300")


def test_a_body_is_loaded_once_and_a_large_one_only_on_request(inbox: InboxPage):
    message = inbox.add_message(body="<p>Hei" + "x" * 3_000_000, content_type=ContentType.HTML)
    page = inbox.open(f"?message={message.id}")

    expect(page.get_by_role("button", name="Show it")).to_be_visible()
    assert [each for each in inbox.requests if "/bodies/" in each] == []
    click(page, "Text", "tab")
    expect(page.locator("pre")).to_contain_text("Hei")
    click(page, "Headers", "tab")
    click(page, "Text", "tab")
    expect(page.locator("pre")).to_contain_text("Hei")

    path = f"/_mock/inbox/{message.id}"
    assert len([each for each in inbox.requests if each.endswith(path)]) == 1


def test_results_are_words(inbox: InboxPage):
    inbox.add_message(result=None, result_at=None)
    inbox.add_message(result=NotificationResult.BOUNCED)
    inbox.add_message(route=DeliveryRoute.SIMULATOR)
    page = inbox.open()

    expect(rows(page).locator(".row-result")).to_have_text(
        ["Simulator, not a phone", "Failed: Bounced", "No result yet"]
    )


def test_another_world_is_opened_from_the_list(inbox: InboxPage):
    inbox.control.email()
    page = inbox.open()

    page.get_by_role("link", name="Worlds:").click()
    name = inbox.control.prefix.removeprefix("/w/")
    entry = page.locator(".cards li").filter(has=page.get_by_role("link", name=name, exact=True))
    expect(entry).to_contain_text("1 orders, 0 messages")
    page.get_by_label("Name").fill("a-new-one")
    click(page, "Open or make a world")

    page.wait_for_url(re.compile(r"/w/a-new-one/$"))
    expect(page.get_by_role("button", name="Send a first order")).to_be_visible()
