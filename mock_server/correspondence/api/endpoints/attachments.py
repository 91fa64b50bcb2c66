"""Endpoints for attachments created before their correspondence.

Source: docs/reference/correspondence.md section 1.4. The content is kept up to a limit of the
world.
"""

import hashlib

from starlette.responses import Response

from mock_server.correspondence.api.api_request import ApiRequest
from mock_server.correspondence.api.form_reader import (
    MAX_REQUEST_SIZE,
    REQUEST_LIMIT,
    check_content_length,
)
from mock_server.correspondence.api.mapping import map_attachment_request
from mock_server.correspondence.api.request_bodies import INITIALIZE_ATTACHMENT
from mock_server.correspondence.api.response_documents import (
    attachment_details_document,
    attachment_document,
)
from mock_server.correspondence.api.responses import empty_response, json_response
from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.errors import CorrespondenceError
from mock_server.correspondence.domain.identifiers import without_prefix
from mock_server.correspondence.domain.request import UploadedFile
from mock_server.correspondence.engine import attachment_download, attachment_upload
from mock_server.correspondence.engine.creation import remaining_content_size
from mock_server.dotnet.aspnet.request_bodies import read_body


async def initialize_attachment(request: ApiRequest) -> Response:
    """POST attachment: create an attachment."""
    document = INITIALIZE_ATTACHMENT.parse_json(await read_body(request.http_request))
    resource_id = without_prefix(document["resourceId"])
    metadata = map_attachment_request(document)
    attachment = attachment_upload.initialize(request.world, resource_id, metadata, request.caller)
    return json_response(attachment.id)


async def upload_attachment(request: ApiRequest) -> Response:
    """POST attachment/{id}/upload: upload the content of an attachment."""
    header = request.http_request.headers.get("content-length", "")
    content_length = int(header) if header.isdecimal() else None
    attachment_id = request.guid("attachmentId")
    attachment = attachment_upload.check_upload(
        request.world, attachment_id, content_length, request.caller
    )
    check_content_length(request.http_request)
    file = await _read_content(request, attachment.file_name)
    attachment_upload.upload(request.world, attachment, file)
    return json_response(attachment_document(request.world, attachment))


async def get_attachment(request: ApiRequest) -> Response:
    """GET attachment/{id}: return an attachment with its status."""
    attachment = attachment_upload.get_attachment(
        request.world, request.guid("attachmentId"), request.caller
    )
    return json_response(attachment_document(request.world, attachment))


async def get_attachment_details(request: ApiRequest) -> Response:
    """GET attachment/{id}/details: return an attachment with its status history."""
    attachment = attachment_upload.get_attachment(
        request.world, request.guid("attachmentId"), request.caller
    )
    return json_response(attachment_details_document(request.world, attachment))


async def delete_attachment(request: ApiRequest) -> Response:
    """DELETE attachment/{id}: purge an attachment that no correspondence has."""
    attachment_download.purge(request.world, request.guid("attachmentId"), request.caller)
    return empty_response(204)


async def _read_content(request: ApiRequest, file_name: str) -> UploadedFile:
    """Return the request body, without its content if the world cannot keep it."""
    size, limit = 0, remaining_content_size(request.world)
    content = bytearray()
    md5 = hashlib.md5(usedforsecurity=False)
    async for chunk in request.http_request.stream():
        size += len(chunk)
        if size > MAX_REQUEST_SIZE:
            raise CorrespondenceError(errors.file_size_error(REQUEST_LIMIT))
        md5.update(chunk)
        if size <= limit:
            content += chunk
    return UploadedFile(
        name=file_name,
        size=size,
        md5=md5.hexdigest(),
        content=bytes(content) if size <= limit else None,
    )
