"""What is worth knowing about an app's order and what no answer says.

Source: spec/altinn-app.md sections 1.3, 2.1 and 4.7.
"""

from typing import Final

from mock_server.apps.domain.notification import InstantiationNotification
from mock_server.apps.domain.owners import InstanceOwner
from mock_server.apps.store import Instance
from mock_server.domain.enums import NotificationChannel, RuleSet
from mock_server.domain.instant import DAY
from mock_server.domain.rule_ids import RuleId
from mock_server.notifications.engine.app_library import ANYTIME_REFUSED, DAYTIME_AS_ANYTIME
from mock_server.world.world import World

MAX_SENDER_LENGTH: Final = 11
MAX_DAYS_AHEAD: Final = 30


def warn_about_owner(world: World, instance: Instance, named: InstanceOwner) -> None:
    """Note it where a request names two owners and only one was looked up."""
    if instance.owner.person_number and named.organisation_number:
        world.record_decision(
            instance.id,
            "the instance belongs to the person",
            "the request names an organisation too; of several identifiers apps take the first:"
            " party id, external identifier, person number, organisation number, user name",
            RuleId.APP_OWNER_PRECEDENCE,
        )


def warn_about_limits(world: World, instance: Instance, asked: InstantiationNotification) -> None:
    """Note what goes beyond the limits that the documentation states and nobody checks."""
    sender = asked.custom_sms.sender_name if asked.custom_sms else None
    if len(sender or "") > MAX_SENDER_LENGTH:
        world.record_decision(
            instance.id,
            "the sender's name is too long",
            f"phones show {MAX_SENDER_LENGTH} characters of it; nothing refuses it before",
            RuleId.APP_LIMITS,
        )
    if _days_ahead(world, asked) > MAX_DAYS_AHEAD:
        world.record_decision(
            instance.id,
            "a message is planned too far ahead",
            f"apps promise {MAX_DAYS_AHEAD} days: after 31 the code in the condition endpoint has"
            " expired, and what cannot be asked about is sent",
            RuleId.APP_LIMITS,
        )


def warn_about_sending_policy(
    world: World, instance: Instance, asked: InstantiationNotification
) -> None:
    """Note the library's wrong numbers for when SMS may be sent (rule set ``deployed``)."""
    if world.settings.rules is not RuleSet.DEPLOYED:
        return
    if asked.allow_after_work_hours:
        what, because = "the order cannot be taken", ANYTIME_REFUSED
    elif asked.notification_channel == NotificationChannel.EMAIL:
        return
    else:
        what, because = "an SMS may leave at any hour", DAYTIME_AS_ANYTIME
    world.record_decision(instance.id, what, because, RuleId.APP_POLICY_NUMBERS)


def _days_ahead(world: World, asked: InstantiationNotification) -> int:
    reminders = [each for each in asked.reminders if each is not None]
    moments = [asked.requested_send_time, *(each.requested_send_time for each in reminders)]
    days = [-(-(each.at - world.clock.now()) // DAY) for each in moments if each is not None]
    delays = [each.send_after_days or 0 for each in reminders]
    return max((*days, *delays), default=0)
