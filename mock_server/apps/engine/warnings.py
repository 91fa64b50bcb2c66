"""Warnings about orders of apps that Altinn accepts but does not send as expected.

Source: docs/reference/apps.md sections 1.3, 2.1 and 4.7.
"""

from typing import Final

from mock_server.apps.domain.notification import InstantiationNotification
from mock_server.apps.domain.owners import InstanceOwner
from mock_server.apps.store import Instance
from mock_server.domain.enums import NotificationChannel, RuleSet
from mock_server.domain.instant import DAY
from mock_server.domain.rule_ids import RuleId
from mock_server.notifications.engine.app_library import ANYTIME_REJECTED, DAYTIME_AS_ANYTIME
from mock_server.world.world import World

MAX_SENDER_LENGTH: Final = 11
MAX_DAYS_AHEAD: Final = 30


def warn_about_owner(world: World, instance: Instance, requested_owner: InstanceOwner) -> None:
    """Record a warning if the request names an organisation but the person is the owner."""
    if instance.owner.person_number and requested_owner.organisation_number:
        world.record_decision(
            instance.id,
            "the instance belongs to the person",
            "the request also names an organisation; an app uses the first identifier given:"
            " party id, external identifier, person number, organisation number, user name",
            RuleId.APP_OWNER_PRECEDENCE,
        )


def warn_about_limits(
    world: World, instance: Instance, notification: InstantiationNotification
) -> None:
    """Record a warning for values above the documented limits, which Altinn does not check."""
    sender = notification.custom_sms.sender_name if notification.custom_sms else None
    if len(sender or "") > MAX_SENDER_LENGTH:
        world.record_decision(
            instance.id,
            "the sender name is too long",
            f"phones show only {MAX_SENDER_LENGTH} characters; Altinn does not reject longer names",
            RuleId.APP_LIMITS,
        )
    if _days_ahead(world, notification) > MAX_DAYS_AHEAD:
        world.record_decision(
            instance.id,
            "a message is scheduled too far ahead",
            f"the documented limit is {MAX_DAYS_AHEAD} days: after 31 days the code in the URL of"
            " the condition endpoint has expired, and the message is sent without a check",
            RuleId.APP_LIMITS,
        )


def warn_about_sending_policy(
    world: World, instance: Instance, notification: InstantiationNotification
) -> None:
    """Record a warning for the wrong policy numbers of the deployed app library."""
    if world.settings.rules is not RuleSet.DEPLOYED:
        return
    if notification.allow_after_work_hours:
        summary, reason = "the order is rejected", ANYTIME_REJECTED
    elif notification.notification_channel == NotificationChannel.EMAIL:
        return
    else:
        summary, reason = "an SMS can be sent at any time of day", DAYTIME_AS_ANYTIME
    world.record_decision(instance.id, summary, reason, RuleId.APP_POLICY_NUMBERS)


def _days_ahead(world: World, notification: InstantiationNotification) -> int:
    reminders = [each for each in notification.reminders if each is not None]
    send_times = [
        notification.requested_send_time,
        *(each.requested_send_time for each in reminders),
    ]
    days = [-(-(each.at - world.clock.now()) // DAY) for each in send_times if each is not None]
    delays = [each.send_after_days or 0 for each in reminders]
    return max((*days, *delays), default=0)
