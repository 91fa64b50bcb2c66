"""Telling the owner of a new instance: the order that the app places, while the caller waits.

Whatever becomes of the order, the caller hears nothing of it; the journal does.
Source: spec/altinn-app.md sections 1.5, 2.4, 3.3, 3.4 and 4.7.
"""

from collections.abc import Generator
from typing import Any

from mock_server.apps.domain.condition_code import sign
from mock_server.apps.domain.languages import selected_language
from mock_server.apps.domain.notification import InstantiationNotification
from mock_server.apps.domain.order import (
    InstanceContext,
    MissingTextError,
    build_order,
)
from mock_server.apps.domain.owners import OwnerKind, UnidentifiedOwnerError
from mock_server.apps.domain.urls import condition_endpoint_url
from mock_server.apps.engine.instantiation import find_app
from mock_server.apps.engine.party_lookup import find_identity
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
    world: World, instance: Instance, asked: InstantiationNotification
) -> OrderSubmission:
    """Place the order about a new instance, once; an app never tries again.

    Yields:
        The order to place; send the answer back in.
    """
    warn_about_limits(world, instance, asked)
    rules = world.settings.rules
    try:
        document = build_order(asked, _instance_context(world, instance, asked), rules)
    except (DependencyFailure, MissingTextError, UnidentifiedOwnerError) as reason:
        world.record_decision(
            instance.id, "the app placed no order", str(reason), RuleId.APP_ORDER_NOT_BUILT
        )
        return
    answer = yield SubmitOrder(
        document=document,
        creator=instance.org,
        source=OrderSource.APP,
        instance_id=instance.id,
    )
    warn_about_sending_policy(world, instance, asked)
    if _is_accepted(answer):
        _record_order_submitted(world, answer.body or {})
    else:
        because = f"Notifications answered {answer.status or 'nothing'}{_reasons(answer)}"
        world.record_decision(
            instance.id, "the app's order was not taken", because, RuleId.APP_ORDER_REFUSED
        )


def should_send(world: World, party_id: int, guid: str) -> bool:
    """Tell what an app answers when asked whether a message about an instance is still wanted.

    Only an ended process stops it in the deployed library; the seed's later one looks at deleted
    and unknown instances too.
    """
    reason = _blocking_reason(instances(world).find(party_id, guid), world.settings.rules)
    if reason is not None:
        what = "the app says that no message about the instance is wanted any more"
        world.record_decision(f"{party_id}/{guid}", what, reason, RuleId.APP_CONDITION)
    return reason is None


def _blocking_reason(instance: Instance | None, rules: RuleSet) -> str | None:
    looks_further = rules is RuleSet.DOCUMENTED
    if instance is None:
        return "the app has no such instance" if looks_further else None
    if instance.ended_at is not None:
        return "its process has ended"
    if looks_further and instance.status.is_soft_deleted:
        return "it is deleted"
    return None


def _instance_context(
    world: World, instance: Instance, asked: InstantiationNotification
) -> InstanceContext:
    code = sign(instance.guid, world.clock.now())
    language = selected_language(instance.owner, _profile_language(world, instance), asked.language)
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
    """Return the language in the owner's profile, None where there is none to be had.

    Raises:
        DependencyFailure: if Profile cannot be reached, or the register does not resolve a URN.
        UnidentifiedOwner: if the owner has no identifier.
    """
    owner = instance.owner
    match owner.language_owner_kind:
        case OwnerKind.ORGANISATION:
            return None
        case OwnerKind.PERSON:
            person = world.directory.persons.get(owner.person_number or "")
            return person.language if person and _profile_answers(world) else None
        case OwnerKind.SELF_IDENTIFIED:
            world.faults.call(Dependency.REGISTER)
            identity = find_identity(world, owner.external_identifier or "")
            return identity.language if identity and _profile_answers(world) else None


def _profile_answers(world: World) -> bool:
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


def _is_accepted(answer: SubmitOrderResponse) -> bool:
    body = answer.body or {}
    return answer.status in (200, 201) and "notification" in body


def _record_order_submitted(world: World, body: dict[str, Any]) -> None:
    world.record_event(
        EventKind.ORDER_PLACED,
        "the app placed an order for the instance",
        order=world.orders.get(body["notification"]["shipmentId"]),
        because="the request that created the instance asked for a notification",
        rule=RuleId.APP_ORDER_PLACED,
    )


def _reasons(answer: SubmitOrderResponse) -> str:
    body = answer.body or {}
    errors = [text for texts in (body.get("errors") or {}).values() for text in texts]
    said = errors or [body[name] for name in ("title", "detail") if body.get(name)]
    return f": {' '.join(said)}" if said else ""
