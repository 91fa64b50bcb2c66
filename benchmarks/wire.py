"""The rate of ``POST /notifications/api/v1/future/orders``, compared with a minimal application.

    python benchmarks/wire.py [SECONDS]

Requires wrk (apt-get install wrk). The minimal application uses only Starlette, pydantic and
phonenumbers: it parses the same body, validates the number and returns generated ids, but
registers nothing. Each application runs under uvicorn in its own process. wrk sends requests with
new idempotency ids to them in turn, and the medians of three turns are compared.
"""

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

BODY = {
    "idempotencyId": "ID",
    "sendersReference": "ref-2026-001",
    "recipient": {
        "recipientSms": {
            "phoneNumber": "+4799999999",
            "smsSettings": {
                "sender": "Etaten",
                "body": "Fristen for innsending er i morgen. Logg inn i Altinn for detaljer.",
                "sendingTimePolicy": "Daytime",
            },
        }
    },
    "reminders": [
        {
            "sendersReference": "ref-2026-001-r",
            "delayDays": 7,
            "recipient": {
                "recipientEmail": {
                    "emailAddress": "ola.nordmann@example.com",
                    "emailSettings": {"subject": "Påminnelse", "body": "Fristen er ute."},
                }
            },
        }
    ],
}

MINIMAL_APPLICATION = """
import uuid
from typing import Literal

import phonenumbers
from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route


class SmsSettings(BaseModel):
    sender: str | None = None
    body: str
    sendingTimePolicy: Literal["Anytime", "Daytime"] = "Daytime"


class RecipientSms(BaseModel):
    phoneNumber: str
    smsSettings: SmsSettings


class EmailSettings(BaseModel):
    subject: str
    body: str


class RecipientEmail(BaseModel):
    emailAddress: str = Field(pattern=r"^[^@ ]+@[^@ ]+\\.[a-z]+$")
    emailSettings: EmailSettings


class Recipient(BaseModel):
    recipientSms: RecipientSms | None = None
    recipientEmail: RecipientEmail | None = None


class Reminder(BaseModel):
    sendersReference: str | None = None
    delayDays: int = Field(ge=1)
    recipient: Recipient


class Order(BaseModel):
    idempotencyId: str
    sendersReference: str | None = None
    recipient: Recipient
    reminders: list[Reminder] = []


class Shipment(BaseModel):
    shipmentId: str
    sendersReference: str | None


class Notification(BaseModel):
    reminders: list[Shipment]
    shipmentId: str
    sendersReference: str | None


class Receipt(BaseModel):
    notificationOrderId: str
    notification: Notification


async def place_order(request):
    order = Order.model_validate_json(await request.body())
    number = phonenumbers.parse(order.recipient.recipientSms.phoneNumber)
    if not phonenumbers.is_valid_number(number):
        return Response(status_code=400)
    receipt = Receipt(
        notificationOrderId=str(uuid.uuid4()),
        notification=Notification(
            shipmentId=str(uuid.uuid4()),
            sendersReference=order.sendersReference,
            reminders=[
                Shipment(shipmentId=str(uuid.uuid4()), sendersReference=each.sendersReference)
                for each in order.reminders
            ],
        ),
    )
    return Response(receipt.model_dump_json(), status_code=201, media_type="application/json")


app = Starlette(
    routes=[Route("/notifications/api/v1/future/orders", place_order, methods=["POST"])]
)
"""

LUA = """
local count = 0
local thread_number = 0
function setup(thread)
  thread_number = thread_number + 1
  thread:set("number", thread_number)
end
local head, tail = [==[HEAD]==], [==[TAIL]==]
function request()
  count = count + 1
  local id = "RUN-" .. number .. "-" .. count
  return wrk.format("POST", nil, {["Content-Type"] = "application/json"}, head .. id .. tail)
end
function response(status)
  if status ~= 201 then io.write("unexpected status " .. status .. "\\n") end
end
"""

PATH = "/notifications/api/v1/future/orders"


def start_server(command: list[str], port: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1)
        except urllib.error.HTTPError:
            return process
        except OSError:
            time.sleep(0.05)  # noqa: TID251  a real server takes real time to start
        else:
            return process
    raise SystemExit(f"no server responds on port {port}: {' '.join(command)}")


def requests_per_second(port: int, seconds: int, folder: Path, turn: int) -> float:
    head, tail = json.dumps(BODY, ensure_ascii=False).split('"ID"', 1)
    script = folder / f"{port}-{turn}.lua"
    text = LUA.replace("HEAD", head + '"').replace("TAIL", '"' + tail)
    script.write_text(text.replace("RUN", f"{port}-{turn}"), encoding="utf-8")
    url = f"http://127.0.0.1:{port}{PATH}"
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "-s", str(script), url]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "unexpected" in output or "Non-2xx" in output:
        raise SystemExit(output[:2000])
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    assert rate, output
    return float(rate[1])


def main() -> None:
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed; run: apt-get install wrk")
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "minimal.py").write_text(MINIMAL_APPLICATION, encoding="utf-8")
        uvicorn = [sys.executable, "-m", "uvicorn", "--no-access-log", "--app-dir", name]
        minimal = start_server([*uvicorn, "--port", "5191", "minimal:app"], 5191)
        serve = [
            sys.executable,
            "-m",
            "mock_server",
            "serve",
            "--port",
            "5192",
            "--clock",
            "frozen",
        ]
        emulator = start_server(serve, 5192)
        try:
            rates = [
                (
                    requests_per_second(5191, seconds, folder, turn),
                    requests_per_second(5192, seconds, folder, turn),
                )
                for turn in range(3)
            ]
        finally:
            minimal.terminate()
            emulator.terminate()
    reference = statistics.median(each for each, _ in rates)
    rate = statistics.median(each for _, each in rates)
    print(f"minimal application: {reference:,.0f} requests/s")
    print(f"emulator: {rate:,.0f} requests/s, ratio {rate / reference:.2f} (goal >= 0.5)")


if __name__ == "__main__":
    main()
