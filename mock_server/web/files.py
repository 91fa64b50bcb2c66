"""The files of the web pages, read and compressed on first use."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

FOLDER: Final = Path(__file__).parent
STATIC_HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_MEDIA_TYPES: Final = {".js": "text/javascript", ".css": "text/css"}


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """The scripts and style sheets of a folder; other files in it are not served."""

    folder: Path

    def response(self, request: Request, name: str) -> Response:
        """Return a file, compressed if the client accepts gzip."""
        path = self.folder / name
        if "/" in name or path.suffix not in _MEDIA_TYPES or not path.is_file():
            return Response(status_code=404)
        plain, compressed, tag = _read(path)
        headers = {**STATIC_HEADERS, "ETag": tag, "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            plain = compressed
        return Response(plain, media_type=_MEDIA_TYPES[path.suffix], headers=headers)


@cache
def _read(path: Path) -> tuple[bytes, bytes, str]:
    content = path.read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return content, gzip.compress(content, 9, mtime=0), tag
