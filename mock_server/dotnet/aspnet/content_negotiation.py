"""Selection of a response's content type.

Source: docs/reference/apps.md section 1.7; tests/recordings/app/create-shape.jsonl.gz.
"""

from collections.abc import Iterator, Sequence


def negotiate(accept: str | None, offers: Sequence[str]) -> str:
    """Return the content type in *offers* that *accept* prefers, or the first one.

    As in ASP.NET Core by default, a header with ``*/*`` is ignored.
    """
    ranges = sorted(_parse_ranges(accept or ""), key=lambda each: -each[1])
    if any(media_range == "*/*" for media_range, _ in ranges):
        return offers[0]
    for media_range, quality in ranges:
        for offer in offers:
            if quality > 0 and _matches(offer, media_range):
                return offer
    return offers[0]


def _parse_ranges(accept: str) -> Iterator[tuple[str, float]]:
    for each in accept.split(","):
        media_range, *parameters = (part.strip().lower() for part in each.split(";"))
        if media_range:
            yield media_range, _parse_quality(parameters)


def _parse_quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0
    return 1


def _matches(offer: str, media_range: str) -> bool:
    """Return whether a media range includes *offer*; ``json`` includes ``problem+json``."""
    type_, _, subtype = offer.partition("/")
    suffix = subtype.rpartition("+")[2]
    subtypes = {"*", subtype, suffix} | ({f"*+{suffix}"} if "+" in subtype else set())
    return media_range in {f"{type_}/{each}" for each in subtypes}
