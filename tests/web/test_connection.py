"""The inbox page and its server: undo, the control token, and a server that stops."""

import re
import socket

import pytest
from playwright.sync_api import expect

from client_fixtures.server import ServerThread, server_thread
from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration
from tests.web.page import InboxPage


def test_each_move_of_the_clock_can_be_undone(inbox: InboxPage):
    page = inbox.open()
    page.get_by_role("button", name="Send a first order").click()
    sent = page.get_by_role("tab", name=re.compile("^Sent"))
    page.get_by_role("button", name="Next message").click()
    expect(sent).to_have_text("Sent 1")
    page.get_by_role("button", name="7 d").click()
    expect(sent).to_have_text("Sent 2")

    page.get_by_role("button", name="Undo").click()
    expect(sent).to_have_text("Sent 1")
    expect(page.locator(".clock-now")).to_contain_text("5 January 2026")
    page.get_by_role("button", name="Undo").click()

    expect(sent).to_have_text("Sent 0")
    expect(page.get_by_role("tab", name="On its way 2")).to_be_visible()


@pytest.mark.parametrize("path", ["", "_mock/docs"])
def test_a_page_asks_for_the_control_token(inbox: InboxPage, path: str):
    app = create_app(Configuration.read(control_token="sesam", clock="frozen"))
    with server_thread(app) as server:
        page = inbox.contexts().new_page()
        page.goto(f"{server.url}/{path}")
        token = page.get_by_label("Token")
        token.fill("wrong")
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("alert")).to_contain_text("did not accept the token")
        token.fill("sesam")
        page.get_by_role("button", name="Continue").click()

        works = page.locator(".opblock-tag" if path else ".rows, .hint").first
        expect(works).to_be_visible()
        page.reload()
        expect(works).to_be_visible()


def test_a_page_recovers_when_the_server_is_back(inbox: InboxPage):
    app = create_app(Configuration.read(clock="frozen"))
    page = inbox.contexts().new_page()
    with server_thread(app) as server:
        port = int(server.url.rpartition(":")[2])
        page.goto(f"{server.url}/")
        expect(page.get_by_role("tab", name="Sent 0")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="does not answer")).to_be_visible()

    again = ServerThread(app, socket.create_server(("127.0.0.1", port)))
    again.start()
    try:
        expect(page.get_by_role("alert")).to_have_count(0, timeout=15_000)
        page.get_by_role("button", name="Send a first order").click()
        expect(page.get_by_role("tab", name="Orders 1")).to_be_visible()
    finally:
        again.stop()


def test_the_docs_page_sends_a_request_to_its_world(inbox: InboxPage):
    page = inbox.contexts().new_page()
    page.on("console", lambda message: inbox.problems.append(message.text))
    page.goto(f"{inbox.url}{inbox.control.prefix}/_mock/docs")
    page.locator("#operations-tag-Control").click()
    page.locator("#operations-Control-getClock").click()

    page.get_by_role("button", name="Execute").click()

    answer = page.locator(".responses-inner")
    expect(answer).to_contain_text("2026-01-05T10:00:00Z")
    expect(answer).to_contain_text(f"{inbox.control.prefix}/_mock/clock")
