"""The notification order for a new instance, submitted before the caller gets its response.

The response does not depend on the order; the event log records its result.
Source: docs/reference/apps.md sections 1.5, 2.4, 3.3, 3.4 and 4.7.
"""

from collections.abc import Generator
from typing import Any

from mock_server.apps.domain.condition_code import create_condition_code
from mock_server.apps.domain.languages import selected_language
from mock_server.apps.domain.notification import InstantiationNotification
from mock_server.apps.domain.order import (
    InstanceContext,
    MissingTextError,
    build_order,
)
from mock_server.apps.domain.owners import OwnerKind, UnidentifiedOwnerError
from mock_server.apps.domain.urls import condition_endpoint_url, connection_refused
from mock_server.apps.engine.instantiation import find_app
from mock_server.apps.engine.party_lookup import find_external_identity
from mock_server.apps.engine.warnings import warn_about_limits, warn_about_sending_policy
from mock_server.apps.store import Instance, instances
from mock_server.domain.enums import (
    Dependency,
    EventKind,
    OrderSource,
    RuleSet,
)
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.rule_ids import RuleId
from mock_server.world.external_calls import SubmitOrder, SubmitOrderResponse
from mock_server.world.world import World

OrderSubmission = Generator[SubmitOrder, SubmitOrderResponse, None]


def notify_owner(
    world: World, instance: Instance, notification: InstantiationNotification
) -> OrderSubmission:
    """Submit the order about a new instance; an app never retries it.

    Yields:
        The order to submit; send in the response.
    """
    warn_about_limits(world, instance, notification)
    rules = world.settings.rules
    try:
        document = build_order(
            notification, _instance_context(world, instance, notification), rules
        )
    except (DependencyFailure, MissingTextError, UnidentifiedOwnerError) as reason:
        world.record_decision(
            instance.id, "the app placed no order", str(reason), RuleId.APP_ORDER_NOT_BUILT
        )
        return
    response = yield SubmitOrder(
        document=document,
        creator=instance.org,
        source=OrderSource.APP,
        instance_id=instance.id,
        on_behalf_of=instance.org,
    )
    warn_about_sending_policy(world, instance, notification)
    if _is_accepted(response):
        _record_order_submitted(world, response.body or {})
    else:
        world.record_decision(
            instance.id,
            "the app's order was rejected",
            _rejection_reason(world, response),
            RuleId.APP_ORDER_REFUSED,
        )


def should_send(world: World, party_id: int, guid: str) -> bool:
    """Return whether an app's condition endpoint permits a message about an instance.

    In deployed apps only an ended process stops the message. As documented, it is also stopped
    for a deleted or unknown instance.
    """
    reason = _blocking_reason(instances(world).find(party_id, guid), world.settings.rules)
    if reason is not None:
        summary = "the app's condition endpoint reports that the message should not be sent"
        world.record_decision(f"{party_id}/{guid}", summary, reason, RuleId.APP_CONDITION)
    return reason is None


def _blocking_reason(instance: Instance | None, rules: RuleSet) -> str | None:
    is_documented = rules is RuleSet.DOCUMENTED
    if instance is None:
        return "the instance does not exist" if is_documented else None
    if instance.ended_at is not None:
        return "the process of the instance has ended"
    if is_documented and instance.status.is_soft_deleted:
        return "the instance is deleted"
    return None


def _instance_context(
    world: World, instance: Instance, notification: InstantiationNotification
) -> InstanceContext:
    code = create_condition_code(instance.guid, world.clock.now())
    language = selected_language(
        instance.owner, _profile_language(world, instance), notification.language
    )
    environment = world.settings.environment
    return InstanceContext(
        instance_id=instance.id,
        app_id=instance.app_id,
        owner=instance.owner,
        owner_name=instance.party.name,
        language=language,
        due=instance.due,
        condition_endpoint=condition_endpoint_url(environment, instance.app_id, instance.id, code),
        service_owner_names=_service_owner_names(world, instance),
        titles=find_app(world, instance.app_id).title,
        at=world.clock.now(),
    )


def _profile_language(world: World, instance: Instance) -> str | None:
    """Return the language in the owner's profile, or None if it is not available.

    Raises:
        DependencyFailure: if Profile cannot be reached, or Register fails to look up a URN.
        UnidentifiedOwnerError: if the owner has no identifier.
    """
    owner = instance.owner
    match owner.language_owner_kind:
        case OwnerKind.ORGANISATION:
            return None
        case OwnerKind.PERSON:
            person = world.directory.persons.get(owner.person_number or "")
            return person.language if person and _is_profile_available(world) else None
        case OwnerKind.SELF_IDENTIFIED:
            world.faults.call(Dependency.REGISTER)
            identity = find_external_identity(world, owner.external_identifier or "")
            return identity.language if identity and _is_profile_available(world) else None


def _is_profile_available(world: World) -> bool:
    try:
        world.faults.call(Dependency.PROFILE)
    except DependencyFailure as failure:
        if failure.status is None:
            raise
        return False
    return True


def _service_owner_names(world: World, instance: Instance) -> dict[str, str | None] | None:
    world.faults.call(Dependency.CDN)
    org = instance.app_id.partition("/")[0].lower()
    for owner in world.directory.service_owners.values():
        if owner.org.lower() == org:
            return dict(owner.name) if owner.name is not None else None
    return None


def _is_accepted(response: SubmitOrderResponse) -> bool:
    body = response.body or {}
    return response.status in (200, 201) and "notification" in body


def _record_order_submitted(world: World, body: dict[str, Any]) -> None:
    world.record_event(
        EventKind.ORDER_PLACED,
        "the app placed an order for the instance",
        order=world.orders.get(body["notification"]["shipmentId"]),
        because="the request that created the instance has a notification",
        rule=RuleId.APP_ORDER_PLACED,
    )


def _rejection_reason(world: World, response: SubmitOrderResponse) -> str:
    if response.status is None:
        reason = connection_refused(world.settings.environment)
        return f"the Notifications API did not respond to the order: {reason}"
    body = response.body or {}
    errors = [text for texts in (body.get("errors") or {}).values() for text in texts]
    messages = errors or [body[name] for name in ("title", "detail") if body.get(name)]
    details = f": {' '.join(messages)}" if messages else ""
    return f"the Notifications API responded {response.status} to the order{details}"
