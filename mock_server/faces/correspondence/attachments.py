"""The endpoints of attachments that come before their message.

Source: spec/correspondence.md section 1.4. Of the content only its size and checksum are kept.
"""

import hashlib

from starlette.responses import Response

from mock_server.domain.correspondence import errors
from mock_server.domain.correspondence.errors import Refused
from mock_server.domain.correspondence.identifiers import without_prefix
from mock_server.engine.correspondence import attaching
from mock_server.faces.correspondence.answers import json_answer
from mock_server.faces.correspondence.call import Call
from mock_server.faces.correspondence.message_documents import attachment_document
from mock_server.faces.correspondence.requests.forms.multipart import (
    LARGEST_REQUEST,
    LARGEST_REQUEST_TEXT,
    check_announced,
)
from mock_server.faces.correspondence.requests.reading import INITIALIZE_ATTACHMENT
from mock_server.faces.correspondence.requests.translation import attachment_request
from mock_server.faces.request_bodies import received


async def initialize_attachment(call: Call) -> Response:
    """POST attachment: the metadata of a file."""
    document = INITIALIZE_ATTACHMENT.document(await received(call.request))
    resource_id = without_prefix(document["resourceId"])
    asked = attachment_request(document)
    attachment = attaching.initialize(call.world, resource_id, asked, call.caller)
    return json_answer(attachment.id)


async def upload_attachment(call: Call) -> Response:
    """POST attachment/{id}/upload: the content."""
    announced = call.request.headers.get("content-length", "")
    size = int(announced) if announced.isdecimal() else None
    attachment_id = call.guid("attachmentId")
    attachment = attaching.check_upload(call.world, attachment_id, size, call.caller)
    check_announced(call.request)
    attaching.upload(call.world, attachment, *await _content(call))
    return json_answer(attachment_document(call.world, attachment))


async def read_attachment(call: Call) -> Response:
    """GET attachment/{id}: where an attachment stands."""
    attachment = attaching.find(call.world, call.guid("attachmentId"), call.caller)
    return json_answer(attachment_document(call.world, attachment))


async def _content(call: Call) -> tuple[int, str]:
    size = 0
    md5 = hashlib.md5(usedforsecurity=False)
    async for chunk in call.request.stream():
        size += len(chunk)
        if size > LARGEST_REQUEST:
            raise Refused(errors.file_size(LARGEST_REQUEST_TEXT))
        md5.update(chunk)
    return size, md5.hexdigest()
