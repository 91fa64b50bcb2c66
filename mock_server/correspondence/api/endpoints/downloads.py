"""Endpoints that return the content of attachments.

Source: altinn-correspondence, ``AttachmentController.cs`` and ``CorrespondenceController.cs``.
"""

from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from mock_server.correspondence.api.api_request import ApiRequest
from mock_server.correspondence.api.responses import file_response
from mock_server.correspondence.domain.downloads import download_media_type, is_shown_inline
from mock_server.correspondence.engine import attachment_download

ZIP: Final = "application/zip"


async def download_as_sender(request: ApiRequest) -> Response:
    """GET attachment/{id}/download: return the content of an attachment to its sender."""
    file = attachment_download.download_as_sender(
        request.world, request.guid("attachmentId"), request.caller
    )
    return file_response(file.content, file.media_type, attachment_disposition(file.name))


async def download_as_recipient(request: ApiRequest) -> Response:
    """GET correspondence/{id}/attachment/{id}/download: return an attachment to the recipient."""
    file = attachment_download.download_as_recipient(
        request.world,
        request.guid("correspondenceId"),
        request.guid("attachmentId"),
        request.caller,
    )
    disposition = (
        f"inline; filename*=UTF-8''{quote(file.name, safe='')}"
        if is_shown_inline(file.name)
        else attachment_disposition(file.name)
    )
    return file_response(file.content, download_media_type(file.name), disposition)


async def download_all(request: ApiRequest) -> Response:
    """GET correspondence/{id}/attachments/downloadall: return all attachments in a zip file."""
    file = attachment_download.download_all(
        request.world, request.guid("correspondenceId"), request.caller
    )
    return file_response(file.content, ZIP, attachment_disposition(file.name))


def attachment_disposition(file_name: str) -> str:
    """Return the ``Content-Disposition`` of a file to save, with both forms of its name."""
    plain = "".join(character if character.isascii() else "_" for character in file_name)
    shown = plain if plain.replace(".", "").replace("-", "").isalnum() else f'"{plain}"'
    return f"attachment; filename={shown}; filename*=UTF-8''{quote(file_name, safe='')}"
