"""The additional notification of a confidential correspondence that stays unread.

Source: docs/reference/correspondence.md section 5.8.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.domain.enums import (
    AVAILABLE_TO_RECIPIENT,
    CorrespondenceStatus,
    NotificationTemplate,
)
from mock_server.correspondence.domain.order_documents import (
    OrderContext,
    planned_send_time,
    reminder_delay,
)
from mock_server.correspondence.domain.request import MessageTexts, NotificationRequest
from mock_server.correspondence.engine import notification_orders
from mock_server.correspondence.store import Correspondence, correspondences
from mock_server.domain.enums import Environment, NotificationChannel
from mock_server.domain.instant import DAY, MAX_INSTANT, MINUTE, Duration
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

RESOURCE_ID: Final = "digdir-reminder-unopened-confidential-correspondences"
SENDERS_REFERENCE: Final = "corr-confidential-reminder"
NOTIFICATION: Final = NotificationRequest(
    template=NotificationTemplate.CUSTOM_MESSAGE,
    notification_channel=NotificationChannel.EMAIL,
    main=MessageTexts(
        email_subject="Din virksomhet $recipientName$ har uåpnet taushetsbelagt post.",
        email_body=(
            "Dette er et automatisk varsel om at din virksomhet har mottatt taushetsbelagt post som"
            " ikke er åpnet. \n\n Logg inn i Altinn for å se hvilke meldinger det gjelder og"
            " hvordan du kan åpne dem."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class SendConfidentialReminder(Job):
    """The job that notifies of an unread confidential correspondence."""

    correspondence_id: str

    def run(self, world: World) -> None:
        """Create and submit a notification order if the correspondence is available and unread."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        if (
            not self.is_active(world)
            or correspondence.current_status.status not in AVAILABLE_TO_RECIPIENT
        ):
            return
        settings, now = world.settings, world.clock.now()
        send_delay = settings.correspondence_send_delay
        context = OrderContext(
            id=world.ids.new(),
            correspondence_id=correspondence.id,
            senders_reference=SENDERS_REFERENCE,
            resource_id=RESOURCE_ID,
            ignore_reservation=None,
            environment=settings.environment,
            send_time=planned_send_time(now, now, settings.rules, send_delay),
            reminder_delay=reminder_delay(settings.environment, settings.reminder_delay),
        )
        notification_orders.add_order_records(world, correspondence, NOTIFICATION, context, "")
        notification_orders.schedule_submission(world, correspondence)

    def is_active(self, world: World) -> bool:
        """Return whether the correspondence is still unread."""
        return (
            not correspondences(world)
            .correspondences[self.correspondence_id]
            .has_had_status(CorrespondenceStatus.READ)
        )


def schedule(world: World, correspondence: Correspondence) -> None:
    """Schedule the reminder of a confidential correspondence."""
    at = correspondence.requested_publish_time + _delay_after_publication(
        world.settings.environment
    )
    if at <= MAX_INSTANT:
        world.schedule.add(
            max(world.clock.now(), at), Phase.JOB, SendConfidentialReminder(correspondence.id)
        )


def _delay_after_publication(environment: Environment) -> Duration:
    match environment:
        case Environment.PRODUCTION:
            return 7 * DAY
        case Environment.TT02:
            return MINUTE
