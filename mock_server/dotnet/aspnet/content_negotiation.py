"""Which content type an answer gets, of those that an endpoint offers.

Source: spec/altinn-app.md section 1.7, verified-app.md section 5 (U2); golden/app/create-shape.
"""

from collections.abc import Iterator, Sequence


def negotiate(accept: str | None, offers: Sequence[str]) -> str:
    """Return the offer that *accept* likes best; the first one where it likes none.

    As ASP.NET Core does by default, a header that would take anything is not looked at.
    """
    ranges = sorted(_ranges(accept or ""), key=lambda each: -each[1])
    if any(wanted == "*/*" for wanted, _ in ranges):
        return offers[0]
    for wanted, quality in ranges:
        for offer in offers:
            if quality > 0 and _fits(offer, wanted):
                return offer
    return offers[0]


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for each in accept.split(","):
        wanted, *parameters = (part.strip().lower() for part in each.split(";"))
        if wanted:
            yield wanted, _quality(parameters)


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0
    return 1


def _fits(offer: str, wanted: str) -> bool:
    """Tell whether *offer* lies in a range; ``problem+json`` is a kind of ``json``."""
    type_, _, subtype = offer.partition("/")
    suffix = subtype.rpartition("+")[2]
    subtypes = {"*", subtype, suffix} | ({f"*+{suffix}"} if "+" in subtype else set())
    return wanted in {f"{type_}/{each}" for each in subtypes}
