"""The endpoints of attachments that come before their message.

Source: spec/correspondence.md section 1.4. Of the content only its size and checksum are kept.
"""

import hashlib

from starlette.responses import Response

from mock_server.correspondence.api.api_request import ApiRequest
from mock_server.correspondence.api.form_reader import (
    LARGEST_REQUEST,
    LARGEST_REQUEST_TEXT,
    check_content_length,
)
from mock_server.correspondence.api.mapping import map_attachment_request
from mock_server.correspondence.api.request_bodies import INITIALIZE_ATTACHMENT
from mock_server.correspondence.api.response_documents import attachment_document
from mock_server.correspondence.api.responses import json_response
from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.errors import CorrespondenceError
from mock_server.correspondence.domain.identifiers import without_prefix
from mock_server.correspondence.engine import attachment_upload
from mock_server.dotnet.aspnet.request_bodies import read_body


async def initialize_attachment(call: ApiRequest) -> Response:
    """POST attachment: the metadata of a file."""
    document = INITIALIZE_ATTACHMENT.document(await read_body(call.request))
    resource_id = without_prefix(document["resourceId"])
    asked = map_attachment_request(document)
    attachment = attachment_upload.initialize(call.world, resource_id, asked, call.caller)
    return json_response(attachment.id)


async def upload_attachment(call: ApiRequest) -> Response:
    """POST attachment/{id}/upload: the content."""
    announced = call.request.headers.get("content-length", "")
    size = int(announced) if announced.isdecimal() else None
    attachment_id = call.guid("attachmentId")
    attachment = attachment_upload.check_upload(call.world, attachment_id, size, call.caller)
    check_content_length(call.request)
    attachment_upload.upload(call.world, attachment, *await _content(call))
    return json_response(attachment_document(call.world, attachment))


async def get_attachment(call: ApiRequest) -> Response:
    """GET attachment/{id}: where an attachment stands."""
    attachment = attachment_upload.find(call.world, call.guid("attachmentId"), call.caller)
    return json_response(attachment_document(call.world, attachment))


async def _content(call: ApiRequest) -> tuple[int, str]:
    size = 0
    md5 = hashlib.md5(usedforsecurity=False)
    async for chunk in call.request.stream():
        size += len(chunk)
        if size > LARGEST_REQUEST:
            raise CorrespondenceError(errors.file_size(LARGEST_REQUEST_TEXT))
        md5.update(chunk)
    return size, md5.hexdigest()
