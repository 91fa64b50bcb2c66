"""Instants as the service writes them.

Source: spec/correspondence.md section 1.1.
"""

from mock_server.domain.instant import Instant, iso


def written(at: Instant) -> str:
    """Write an instant in UTC, with its offset."""
    return f"{iso(at).removesuffix('Z')}+00:00"


def written_or_null(at: Instant | None) -> str | None:
    """Write an instant, or None."""
    return None if at is None else written(at)
