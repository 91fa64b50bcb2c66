"""The reference of the benchmarks: an application that checks the same bodies and stores nothing.

It uses only Starlette, pydantic and phonenumbers, and serves the files in its folder as they are.
"""

import os
import uuid
from pathlib import Path
from typing import Literal

import phonenumbers
from pydantic import BaseModel, Field, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
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
    emailAddress: str = Field(pattern=r"^[^@ ]+@[^@ ]+\.[a-z]+$")
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


async def place_order(request: Request) -> Response:
    """Check an order, and return a receipt with new ids."""
    try:
        order = Order.model_validate_json(await request.body())
    except ValidationError as error:
        return Response(error.json(), status_code=400, media_type="application/json")
    if order.recipient.recipientSms is not None:
        try:
            number = phonenumbers.parse(order.recipient.recipientSms.phoneNumber)
            is_valid = phonenumbers.is_valid_number(number)
        except phonenumbers.NumberParseException:
            is_valid = False
        if not is_valid:
            return Response('{"detail": "invalid number"}', 400, media_type="application/json")
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


async def read_file(request: Request) -> Response:
    """Return the bytes of a file."""
    return Response(FILES[request.path_params["name"]], media_type="application/json")


FILES = {each.name: each.read_bytes() for each in Path(os.environ["BARE_FILES"]).iterdir()}
app = Starlette(
    routes=[
        Route("/notifications/api/v1/future/orders", place_order, methods=["POST"]),
        Route("/{name}", read_file),
    ]
)
