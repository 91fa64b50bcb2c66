"""HTTP/1.1 on httptools, without offers of other protocols. WebSockets are left to uvicorn."""

from typing import Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_OFFERS: Final = frozenset({b"upgrade", b"http2-settings"})


class HttpToolsWithoutUpgrades(HttpToolsProtocol):
    """Reads a request with an offer again, without the offer.

    httptools takes what follows the header of such a request for another protocol. The header
    is therefore given to a new parser, without the offer, and then what follows it.
    """

    def data_received(self, data: bytes) -> None:
        """Read what the client has sent."""
        self._unset_keepalive_if_required()
        try:
            while data:
                data = self._feed(data)
        except httptools.HttpParserError:
            message = "Invalid HTTP request received."
            self.logger.warning(message)
            self.send_400_response(message)

    def _feed(self, data: bytes) -> bytes:
        """Parse *data*, and return what a new parser has to read."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            if self._should_upgrade():
                self.handle_websocket_upgrade()
            elif self._is_ignored():
                rest = data[upgrade.args[0] :]
                data = self._header_without_offer() + rest
                self._replace_parser()
                return data
        return b""

    def on_headers_complete(self) -> None:
        """Start the request, unless it is read again."""
        if not self.parser.should_upgrade() or not self._is_ignored():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End the request, unless it is read again."""
        if not self.parser.should_upgrade() or not self._is_ignored():
            super().on_message_complete()

    def _is_ignored(self) -> bool:
        return self.parser.get_method() != b"CONNECT" and not self._should_upgrade()

    def _header_without_offer(self) -> bytes:
        version = self.parser.get_http_version().encode()
        lines = [b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, version)]
        lines += [b"%s: %s" % each for each in self.headers if each[0] not in _OFFERS]
        return b"\r\n".join([*lines, b"", b""])

    def _replace_parser(self) -> None:
        self.parser = httptools.HttpRequestParser(self)
        if hasattr(self.parser, "set_dangerous_leniencies"):  # since httptools 0.6.3
            self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
