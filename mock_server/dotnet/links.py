"""Whether a link is written as an absolute URI has to be.

Source: spec/correspondence.md section 3.3, step 20.
"""

import re
from typing import Final

from mock_server.dotnet.uris import absolute_uri, uri_kind

_UNSOUND: Final = re.compile(r'[\x00-\x20"<>\\\[\]^`{|}\x7f#]|%(?![0-9A-Fa-f]{2})')


def is_well_formed(link: str) -> bool:
    """Tell whether *link* is an absolute URI in which everything is escaped that has to be."""
    uri = absolute_uri(link)
    if uri is None or uri_kind(link) != "absolute" or link != link.strip():
        return False
    parts = (uri.user, uri.path, uri.query, uri.fragment)
    return not any(_UNSOUND.search(part) for part in parts)
