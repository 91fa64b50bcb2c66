"""Changes of a test that let a suppressed message be sent."""

from mock_server.matching.filters import Document

_REMEDIES = {
    "conditionNotMet": "altinn.condition(URL, True), or PUT /_mock/conditions, before the check",
    "stuck": "see GET /_mock/faults for the fault that stopped it",
    "notificationFailed": "see GET /_mock/faults for the fault that stopped it",
    "orderRefused": "see GET /_mock/requests for the reason",
}


def remedy_of(document: Document) -> str | None:
    """Return what would let the suppressed message be sent; None if nothing in a test would."""
    recipient = document.get("recipient") or {}
    match document.get("reason"):
        case "reserved":
            return _lift_reservation(recipient)
        case "noContactPoint":
            return _add_address(recipient)
        case "notWhitelisted":
            to = document.get("to")
            return f'altinn.allow_sms("{to}"), or POST /_mock/whitelist {{"number": "{to}"}}'
        case reason:
            return _REMEDIES.get(reason or "")


def _lift_reservation(recipient: Document) -> str:
    in_order = '"ignoreReservation": true in the order'
    person = recipient.get("nationalIdentityNumber")
    if person is None:
        return in_order
    return (
        f'{in_order}, or altinn.person("{person}", reserved=False, …)'
        f" (PUT /_mock/directory/persons/{person})"
    )


def _add_address(recipient: Document) -> str | None:
    if person := recipient.get("nationalIdentityNumber"):
        return (
            f'altinn.person("{person}", email=…, mobile=…) (PUT /_mock/directory/persons/{person})'
        )
    if organization := recipient.get("organizationNumber"):
        return (
            f'altinn.organization("{organization}", emails=[…], mobiles=[…])'
            f" (PUT /_mock/directory/organizations/{organization})"
        )
    if identity := recipient.get("externalIdentity"):
        return (
            f'altinn.external_identity("{identity}", email=…, mobile=…)'
            f" (PUT /_mock/directory/external-identities/{identity})"
        )
    return None
