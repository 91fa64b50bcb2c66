"""Taking a message on: every check in the order in which the real service makes it, then storing.

Source: spec/correspondence.md sections 1.6, 1.9 and 3.3 to 3.5.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.domain import errors, message_rules
from mock_server.correspondence.domain.attachments import (
    MAX_ATTACHMENTS,
    MAX_FORWARDABLE_SIZE,
    check_lifetime,
    match_files,
)
from mock_server.correspondence.domain.custom_recipients import check_custom_recipients
from mock_server.correspondence.domain.enums import (
    AttachmentStatus,
    Confidentiality,
    ReferenceType,
    ResourceType,
)
from mock_server.correspondence.domain.errors import CorrespondenceError
from mock_server.correspondence.domain.identifiers import (
    is_organization_urn,
    is_person_urn,
    without_prefix,
)
from mock_server.correspondence.domain.names import display_name
from mock_server.correspondence.domain.notification_texts import check_required_texts
from mock_server.correspondence.domain.request import (
    CorrespondenceCaller,
    InitializeRequest,
    UploadedFile,
)
from mock_server.correspondence.domain.templates import stored_template
from mock_server.correspondence.engine import access, registers
from mock_server.correspondence.engine.registers import ResourceWithOwner
from mock_server.correspondence.store import Attachment, correspondences
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.instant import HOUR
from mock_server.world.world import World

EXPIRES_SOON: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidatedRequest:
    """What the checks have found out on the way."""

    resource: ResourceWithOwner
    reserved: frozenset[str]
    names: dict[str, str]
    existing: tuple[Attachment, ...]
    files: tuple[UploadedFile, ...]


def validate(
    world: World, request: InitializeRequest, caller: CorrespondenceCaller
) -> ValidatedRequest:
    """Check a request against the world; nothing is changed.

    Raises:
        Refused: with the first error in the real service's order.
        InvalidMember: for a custom recipient in no documented form.
        DependencyFailure: if authorization's failure is planned.
    """
    _check_key(world, request)
    resource = _resource(world, request, caller)
    access.party_of(world, caller)
    _check_confidentiality(request, resource)
    _check_forwarding(request, resource)
    _check_recipients(world, request)
    message_rules.check_due_date_is_given(request)
    reserved = _reserved(world, request)
    message_rules.check_dates(request, world.clock.now())
    message_rules.check_texts(request)
    message_rules.check_references(request)
    existing = _existing_attachments(world, request, resource)
    files = match_files(request.attachments, request.files)
    for attachment in request.attachments:
        check_lifetime(attachment.expiration_in_days, world.settings.environment)
    _check_expiry(world, existing)
    message_rules.check_reply_options(request)
    names = _names(world, request)
    _check_notification(world, request)
    _check_checksums(request, files)
    return ValidatedRequest(
        resource=resource,
        reserved=reserved,
        names=names,
        existing=existing,
        files=tuple(files),
    )


def _check_key(world: World, request: InitializeRequest) -> None:
    if request.idempotent_key is None:
        return
    if len(request.recipients) > 1:
        raise CorrespondenceError(errors.IDEMPOTENT_KEY_MULTIPLE_RECIPIENTS)
    if request.idempotent_key in correspondences(world).idempotent_keys:
        raise CorrespondenceError(errors.DUPLICATE_IDEMPOTENT_KEY)


def _resource(
    world: World, request: InitializeRequest, caller: CorrespondenceCaller
) -> ResourceWithOwner:
    known = registers.resource(world, request.resource_id)
    if known is None:
        raise CorrespondenceError(errors.UNKNOWN_RESOURCE)
    if not access.may_write(world, caller, request.resource_id):
        raise CorrespondenceError(errors.NO_ACCESS)
    is_transmission = any(
        reference.type == ReferenceType.DIALOGPORTEN_DIALOG_ID
        for reference in request.external_references
    )
    is_app = known.type == ResourceType.ALTINN_APP
    if known.type != ResourceType.CORRESPONDENCE_SERVICE and not (is_app and is_transmission):
        raise CorrespondenceError(errors.RESOURCE_TYPE)
    return known


def _check_confidentiality(request: InitializeRequest, known: ResourceWithOwner) -> None:
    if known.type == ResourceType.ALTINN_APP:
        return
    says = known.resource.confidential
    if says == Confidentiality.REQUIRED and not request.is_confidential:
        raise CorrespondenceError(errors.MUST_BE_CONFIDENTIAL)
    if says == Confidentiality.NO and request.is_confidential:
        raise CorrespondenceError(errors.MUST_NOT_BE_CONFIDENTIAL)


def _check_forwarding(request: InitializeRequest, known: ResourceWithOwner) -> None:
    if request.allow_forwarding and known.resource.minimum_auth_level > 0:
        raise CorrespondenceError(errors.FORWARDING_NOT_ALLOWED_FOR_AUTH_LEVEL)


def _check_recipients(world: World, request: InitializeRequest) -> None:
    if len(set(request.recipients)) != len(request.recipients):
        raise CorrespondenceError(errors.DUPLICATE_RECIPIENTS)
    unknown = [urn for urn in request.recipients if registers.party(world, urn) is None]
    if unknown:
        raise CorrespondenceError(errors.recipients_not_found(unknown))


def _reserved(world: World, request: InitializeRequest) -> frozenset[str]:
    persons = {without_prefix(urn): urn for urn in request.recipients if is_person_urn(urn)}
    try:
        numbers = registers.reserved_persons(world, list(persons))
    except DependencyFailure:
        if request.ignore_reservation:
            return frozenset()
        raise CorrespondenceError(errors.RESERVATION_LOOKUP_FAILED) from None
    if numbers and len(request.recipients) == 1 and not request.ignore_reservation:
        raise CorrespondenceError(errors.recipient_reserved(request.recipients[0]))
    return frozenset(persons[number] for number in numbers)


def _existing_attachments(
    world: World, request: InitializeRequest, known: ResourceWithOwner
) -> tuple[Attachment, ...]:
    ids = request.existing_attachments
    found = []
    for attachment_id in ids:
        attachment = correspondences(world).attachments.get(attachment_id)
        if attachment is not None:
            if without_prefix(attachment.sender) != known.owner_number:
                raise CorrespondenceError(errors.ATTACHMENT_SENDER_MISMATCH)
            found.append(attachment)
    if len(found) != len(ids):
        raise CorrespondenceError(errors.EXISTING_ATTACHMENT_NOT_FOUND)
    if len(ids) + len(request.attachments) > MAX_ATTACHMENTS:
        raise CorrespondenceError(errors.TOO_MANY_ATTACHMENTS)
    if any(each.latest_status.status is not AttachmentStatus.PUBLISHED for each in found):
        raise CorrespondenceError(errors.ATTACHMENT_NOT_PUBLISHED)
    size = sum(each.size for each in found) + sum(file.size for file in request.files)
    if request.allow_forwarding and size > MAX_FORWARDABLE_SIZE:
        raise CorrespondenceError(errors.TOO_LARGE_TO_FORWARD)
    return tuple(found)


def _check_expiry(world: World, existing: tuple[Attachment, ...]) -> None:
    limit = world.clock.now() + EXPIRES_SOON * HOUR
    for attachment in existing:
        ends = [
            link.expires_at
            for correspondence in correspondences(world).with_attachment(attachment.id)
            for link in correspondence.attachments
            if link.attachment_id == attachment.id and link.expires_at is not None
        ]
        if ends and max(ends) <= limit:
            raise CorrespondenceError(errors.attachment_expires_soon(EXPIRES_SOON))


def _names(world: World, request: InitializeRequest) -> dict[str, str]:
    """Return the recipients' names where the message's own texts hold them."""
    if not message_rules.uses_recipient_name(request):
        return {}
    parties = {urn: registers.party(world, urn) for urn in request.recipients}
    unknown = [without_prefix(urn) for urn, party in parties.items() if party is None]
    if unknown:
        raise CorrespondenceError(errors.recipients_not_found(unknown))
    # Only persons and organisations are found again by their number; others stay without a name.
    return {
        urn: display_name(party.name)
        for urn, party in parties.items()
        if party is not None and (is_person_urn(urn) or is_organization_urn(urn))
    }


def _check_notification(world: World, request: InitializeRequest) -> None:
    notification = request.notification
    if notification is None:
        return
    if stored_template(notification.template, request.language) is None:
        raise CorrespondenceError(errors.TEMPLATE_NOT_FOUND)
    check_custom_recipients(notification, len(request.recipients), world.settings.rules)
    check_required_texts(notification)


def _check_checksums(request: InitializeRequest, files: list[UploadedFile]) -> None:
    for attachment, file in zip(request.attachments, files, strict=True):
        if attachment.checksum and attachment.checksum != file.md5:
            raise CorrespondenceError(errors.CHECKSUM_MISMATCH)
