"""Write the pictures of the inbox page in docs/pictures, with Debian's chromium.

python -m benchmarks.pictures
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from client_fixtures.server import server_thread
from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
MONDAY = "2026-01-05T08:00:00Z"
HTML = """<div style="background:#022f51;color:#fff;padding:1.5rem"><h1>Skatteetaten</h1></div>
<p>Hei Kari,</p><p>Fristen for å levere <b>skattemeldingen</b> er <i>30. april</i>.</p>
<table border="1" cellpadding="6"><tr><th>Skjema</th><th>Frist</th></tr>
<tr><td>RF-1030</td><td>30.04.2026</td></tr></table>
<p><a href="https://www.altinn.no/">Logg inn i Altinn</a></p>"""
SMS = (
    "Hei Ola Nordmann. Fristen for rapportering er i morgen kl. 12. Logg inn i Altinn for å levere"
    " skjemaet «RF-1301». Vennlig hilsen Skatteetaten og Statistisk sentralbyrå 😀"
)
OLA, RESERVED = "08900499559", "13896396174"


def email(to: str, subject: str, body: str = "Hei", **more: Any) -> dict[str, Any]:
    settings = {"subject": subject, "body": body, **more}
    return {"recipientEmail": {"emailAddress": to, "emailSettings": settings}}


def person(number: str, **settings: Any) -> dict[str, Any]:
    return {"recipientPerson": {"nationalIdentityNumber": number, **settings}}


def place_orders(client: httpx.Client) -> None:
    """Place orders of every kind, and advance the clock by five minutes."""
    reminder = person(
        OLA,
        channelSchema="Email",
        emailSettings={"subject": "Påminnelse: fristen har gått ut", "body": "Hei"},
    )
    organization = {
        "orgNumber": "991825827",
        "resourceId": "urn:altinn:resource:ttd-skjema",
        "channelSchema": "Email",
        "emailSettings": {"subject": "Nytt brev i Altinn", "body": "Logg inn"},
    }
    code = {"body": "Koden din er 123456", "sendingTimePolicy": "Anytime"}
    reserved = {"subject": "Til en reservert", "body": "Hei"}
    html = email("kari@example.com", "Frist for skattemeldingen", HTML, contentType="Html")
    sms = person(OLA, channelSchema="Sms", smsSettings={"body": SMS})
    orders: list[dict[str, Any]] = [
        {"recipient": html},
        {"recipient": {"recipientOrganization": organization}},
        {"recipient": email("bounced@outcome.example", "Denne spretter")},
        {"recipient": person(RESERVED, channelSchema="Email", emailSettings=reserved)},
        {"recipient": {"recipientSms": {"phoneNumber": "+4799999999", "smsSettings": code}}},
        {"recipient": sms, "reminders": [{"delayDays": 7, "recipient": reminder}]},
        {
            "recipient": email("sen@example.com", "Kommer i februar"),
            "requestedSendTime": "2026-02-01T10:00:00Z",
        },
    ]
    for number, order in enumerate(orders):
        body = {"idempotencyId": f"picture-{number}", **order}
        client.post("/notifications/api/v1/future/orders", json=body).raise_for_status()
    client.post("/_mock/clock/advance", json={"by": "PT65M"}).raise_for_status()


def take(
    browser: Browser,
    url: str,
    name: str,
    act: Callable[[Page], None] | None = None,
    **options: Any,
) -> None:
    """Write one picture of the page at *url*."""
    context = browser.new_context(**{"viewport": WIDE, "locale": "nb-NO", **options})
    page = context.new_page()
    page.goto(url)
    page.locator(".count").first.wait_for(state="attached")
    page.wait_for_timeout(1500)
    if act is not None:
        act(page)
        page.wait_for_timeout(500)
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


def main() -> None:
    """Write all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    app = create_app(Configuration.read(clock=MONDAY))
    chromium = shutil.which("chromium")
    with server_thread(app) as server, httpx.Client(base_url=server.url) as client:
        place_orders(client)
        messages = client.get("/_mock/inbox").json()["messages"]
        mail = next(each["id"] for each in messages if each["contentType"] == "Html")
        sms = next(each["id"] for each in messages if (each["segments"] or 0) > 1)
        root = f"{server.url}/"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            take(browser, f"{root}?message={mail}", "wide")
            take(browser, f"{root}?message={sms}", "dark", color_scheme="dark")
            take(browser, root, "phone", viewport=PHONE)
            take(browser, f"{root}?message={mail}", "message", viewport=PHONE)
            take(browser, f"{root}?message={sms}&view=why", "why", locale="en-GB")
            take(browser, f"{root}?message={sms}", "sms", viewport=PHONE, locale="en-GB")
            take(
                browser,
                root,
                "timeline",
                lambda page: page.get_by_role("button", name="Timeline").click(),
                locale="en-GB",
            )
            take(browser, f"{root}w/empty/", "empty-world", locale="en-GB")
            browser.close()


if __name__ == "__main__":
    main()
