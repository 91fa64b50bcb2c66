"""Validation of requests to send a message, in Altinn's order.

Source: docs/reference/correspondence.md sections 1.6, 1.9 and 3.3 to 3.5.
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

MIN_REMAINING_HOURS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidatedRequest:
    """The results of validation that creation needs."""

    resource: ResourceWithOwner
    reserved_recipients: frozenset[str]
    recipient_names: dict[str, str]
    existing_attachments: tuple[Attachment, ...]
    files: tuple[UploadedFile, ...]


def validate(
    world: World, request: InitializeRequest, caller: CorrespondenceCaller
) -> ValidatedRequest:
    """Validate a request against the world, without changes.

    Raises:
        CorrespondenceError: with the first error in Altinn's order.
        FieldError: if a custom recipient is not in a documented format.
        DependencyFailure: if a fault applies to Authorization.
    """
    _check_idempotent_key(world, request)
    resource = _get_resource(world, request, caller)
    access.party_identifier(world, caller)
    _check_confidentiality(request, resource)
    _check_forwarding(request, resource)
    _check_recipients(world, request)
    message_rules.check_due_date_is_given(request)
    reserved_recipients = _reserved_recipients(world, request)
    message_rules.check_dates(request, world.clock.now())
    message_rules.check_texts(request)
    message_rules.check_references(request)
    existing_attachments = _existing_attachments(world, request, resource)
    files = match_files(request.attachments, request.files)
    for attachment in request.attachments:
        check_lifetime(attachment.expiration_in_days, world.settings.environment)
    _check_expiry(world, existing_attachments)
    message_rules.check_reply_options(request)
    recipient_names = _recipient_names(world, request)
    _check_notification(world, request)
    _check_checksums(request, files)
    return ValidatedRequest(
        resource=resource,
        reserved_recipients=reserved_recipients,
        recipient_names=recipient_names,
        existing_attachments=existing_attachments,
        files=tuple(files),
    )


def _check_idempotent_key(world: World, request: InitializeRequest) -> None:
    if request.idempotent_key is None:
        return
    if len(request.recipients) > 1:
        raise CorrespondenceError(errors.IDEMPOTENT_KEY_MULTIPLE_RECIPIENTS)
    if request.idempotent_key in correspondences(world).idempotent_keys:
        raise CorrespondenceError(errors.DUPLICATE_IDEMPOTENT_KEY)


def _get_resource(
    world: World, request: InitializeRequest, caller: CorrespondenceCaller
) -> ResourceWithOwner:
    resource = registers.find_resource(world, request.resource_id)
    if resource is None:
        raise CorrespondenceError(errors.UNKNOWN_RESOURCE)
    if not access.can_write(world, caller, request.resource_id):
        raise CorrespondenceError(errors.NO_ACCESS)
    is_transmission = any(
        reference.type == ReferenceType.DIALOGPORTEN_DIALOG_ID
        for reference in request.external_references
    )
    is_app = resource.type == ResourceType.ALTINN_APP
    if resource.type != ResourceType.CORRESPONDENCE_SERVICE and not (is_app and is_transmission):
        raise CorrespondenceError(errors.RESOURCE_TYPE)
    return resource


def _check_confidentiality(request: InitializeRequest, resource: ResourceWithOwner) -> None:
    if resource.type == ResourceType.ALTINN_APP:
        return
    confidentiality = resource.resource.confidential
    if confidentiality == Confidentiality.REQUIRED and not request.is_confidential:
        raise CorrespondenceError(errors.MUST_BE_CONFIDENTIAL)
    if confidentiality == Confidentiality.NO and request.is_confidential:
        raise CorrespondenceError(errors.MUST_NOT_BE_CONFIDENTIAL)


def _check_forwarding(request: InitializeRequest, resource: ResourceWithOwner) -> None:
    if request.allow_forwarding and resource.resource.minimum_auth_level > 0:
        raise CorrespondenceError(errors.FORWARDING_NOT_ALLOWED_FOR_AUTH_LEVEL)


def _check_recipients(world: World, request: InitializeRequest) -> None:
    if len(set(request.recipients)) != len(request.recipients):
        raise CorrespondenceError(errors.DUPLICATE_RECIPIENTS)
    unknown = [urn for urn in request.recipients if registers.find_party(world, urn) is None]
    if unknown:
        raise CorrespondenceError(errors.recipients_not_found_error(unknown))


def _reserved_recipients(world: World, request: InitializeRequest) -> frozenset[str]:
    persons = {without_prefix(urn): urn for urn in request.recipients if is_person_urn(urn)}
    try:
        reserved_numbers = registers.reserved_persons(world, list(persons))
    except DependencyFailure:
        if request.ignore_reservation:
            return frozenset()
        raise CorrespondenceError(errors.RESERVATION_LOOKUP_FAILED) from None
    if reserved_numbers and len(request.recipients) == 1 and not request.ignore_reservation:
        raise CorrespondenceError(errors.recipient_reserved_error(request.recipients[0]))
    return frozenset(persons[number] for number in reserved_numbers)


def _existing_attachments(
    world: World, request: InitializeRequest, resource: ResourceWithOwner
) -> tuple[Attachment, ...]:
    ids = request.existing_attachments
    attachments = []
    for attachment_id in ids:
        attachment = correspondences(world).attachments.get(attachment_id)
        if attachment is not None:
            if without_prefix(attachment.sender) != resource.owner_number:
                raise CorrespondenceError(errors.ATTACHMENT_SENDER_MISMATCH)
            attachments.append(attachment)
    if len(attachments) != len(ids):
        raise CorrespondenceError(errors.EXISTING_ATTACHMENT_NOT_FOUND)
    if len(ids) + len(request.attachments) > MAX_ATTACHMENTS:
        raise CorrespondenceError(errors.TOO_MANY_ATTACHMENTS)
    if any(each.latest_status.status is not AttachmentStatus.PUBLISHED for each in attachments):
        raise CorrespondenceError(errors.ATTACHMENT_NOT_PUBLISHED)
    size = sum(each.size for each in attachments) + sum(file.size for file in request.files)
    if request.allow_forwarding and size > MAX_FORWARDABLE_SIZE:
        raise CorrespondenceError(errors.TOO_LARGE_TO_FORWARD)
    return tuple(attachments)


def _check_expiry(world: World, existing: tuple[Attachment, ...]) -> None:
    limit = world.clock.now() + MIN_REMAINING_HOURS * HOUR
    for attachment in existing:
        expiry_times = [
            link.expires_at
            for correspondence in correspondences(world).with_attachment(attachment.id)
            for link in correspondence.attachments
            if link.attachment_id == attachment.id and link.expires_at is not None
        ]
        if expiry_times and max(expiry_times) <= limit:
            raise CorrespondenceError(errors.attachment_expires_soon_error(MIN_REMAINING_HOURS))


def _recipient_names(world: World, request: InitializeRequest) -> dict[str, str]:
    """Return the names of the recipients by URN, if a text of the message uses them."""
    if not message_rules.uses_recipient_name(request):
        return {}
    parties = {urn: registers.find_party(world, urn) for urn in request.recipients}
    unknown = [without_prefix(urn) for urn, party in parties.items() if party is None]
    if unknown:
        raise CorrespondenceError(errors.recipients_not_found_error(unknown))
    # Altinn looks up names by number, so only persons and organisations have one.
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
