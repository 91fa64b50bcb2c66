"""From new notifications to the gateways: queues, sweeps, claims, resends, the rate limit.

Source: spec/processing-and-timing.md sections 2.4, 2.6, 3.3, 10.3.
"""

from collections import deque
from dataclasses import dataclass

from mock_server.domain.enums import (
    Channel,
    Dependency,
    NotificationResult,
    SendingTimePolicy,
)
from mock_server.domain.instant import Instant, ceil_to_minute
from mock_server.domain.orders import Notification, Order
from mock_server.domain.rule_ids import RuleId
from mock_server.domain.timing import EMAIL_RATE_LIMIT_PAUSE, SMS_RETRY_DELAYS
from mock_server.notifications.engine.delivery import set_result
from mock_server.notifications.engine.gateways import submit
from mock_server.world.external_calls import Steps
from mock_server.world.faults import FaultRule
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World


@dataclass(frozen=True, slots=True)
class SendEmails(Job):
    """Hand all new e-mails over, ordinary ones first."""

    def run(self, world: World) -> Steps | None:
        """Claim and hand over, unless the gateway has asked for a pause."""
        send_emails(world)
        return None

    def is_active(self, world: World) -> bool:
        """Tell whether any e-mail waits."""
        return bool(world.send_queues.emails or world.send_queues.composed)


@dataclass(frozen=True, slots=True)
class SendSms(Job):
    """Hand the new SMS of one policy over."""

    policy: SendingTimePolicy

    def run(self, world: World) -> Steps | None:
        """Claim and hand over; daytime ones only inside the window."""
        match self.policy:
            case SendingTimePolicy.ANYTIME:
                send_sms_anytime(world)
            case SendingTimePolicy.DAYTIME:
                send_sms_daytime(world)
        return None

    def is_active(self, world: World) -> bool:
        """Tell whether any SMS of the policy waits."""
        return bool(world.send_queues.sms_queue(self.policy))


@dataclass(frozen=True, slots=True)
class ResendSms(Job):
    """Another try to hand an SMS over to a gateway that did not answer."""

    notification_id: str
    attempt: int

    def run(self, world: World) -> Steps | None:
        """Try again: nothing but the gateway's answer ends the waiting."""
        submit_sms(world, world.orders.notifications[self.notification_id], self.attempt)
        return None


def queue_notifications(world: World, order: Order) -> None:
    """Queue an order's new notifications, and note the sweep that will carry each."""
    for each in order.notifications:
        if each.result is not NotificationResult.NEW:
            continue
        match each.channel:
            case Channel.EMAIL:
                world.send_queues.email_queue(order).append(each.id)
                _schedule_emails(world, world.clock.now())
            case Channel.SMS:
                world.send_queues.sms_queue(order.request.sending_time_policy).append(each.id)
                _schedule_sms(world, order.request.sending_time_policy)


def _schedule_sms(world: World, policy: int | None) -> None:
    if policy == SendingTimePolicy.ANYTIME:
        sweep = ceil_to_minute(world.clock.now())
        anytime = SendSms(SendingTimePolicy.ANYTIME)
        world.schedule.add_sweep(sweep, Phase.SMS_ANYTIME, anytime)
    else:
        schedule_daytime_sms(world)


def schedule_daytime_sms(world: World) -> None:
    """Note the next sweep inside the window, if daytime SMS wait."""
    at = world.sms_window().first_sweep(world.clock.now())
    if world.send_queues.daytime and at is not None:
        world.schedule.add_sweep(at, Phase.SMS_DAYTIME, SendSms(SendingTimePolicy.DAYTIME))


def _schedule_emails(world: World, at: Instant) -> None:
    """Note the first sweep at *at* or later that the rate limit lets hand over."""
    sweep = ceil_to_minute(max(at, world.send_queues.rate_limited_until or 0))
    world.schedule.add_sweep(sweep, Phase.EMAIL, SendEmails())


def send_emails(world: World) -> None:
    """Claim all new e-mails and hand them over, unless the rate limit holds."""
    now, queues = world.clock.now(), world.send_queues
    if queues.rate_limited_until is not None and queues.rate_limited_until > now:
        _schedule_emails(world, now)
        return
    queues.rate_limited_until = None
    for queue in (queues.emails, queues.composed):
        for each in _claim(world, queue):
            submit_email(world, each)


def send_sms_anytime(world: World) -> None:
    """Claim all new anytime SMS and hand them over."""
    for each in _claim(world, world.send_queues.anytime):
        submit_sms(world, each)


def send_sms_daytime(world: World) -> None:
    """Claim all new daytime SMS and hand them over, if the window is open now."""
    if not world.sms_window().is_open(world.clock.now()):
        schedule_daytime_sms(world)
        return
    for each in _claim(world, world.send_queues.daytime):
        submit_sms(world, each)


def _claim(world: World, queue: deque[str]) -> list[Notification]:
    """Take all out of *queue*; what has expired is passed over, and stays new for ever."""
    now = world.clock.now()
    claimed = []
    for notification_id in queue:
        notification = world.orders.notifications[notification_id]
        if notification.expires_at >= now:
            notification.result = NotificationResult.SENDING
            notification.result_at = now
            claimed.append(notification)
        else:
            world.record_decision(
                notification_id,
                "the notification is never sent",
                "it had expired before a sweep could claim it",
                RuleId.EXPIRED_BEFORE_SENDING,
            )
    queue.clear()
    return claimed


def submit_email(world: World, notification: Notification) -> None:
    """Submit a claimed e-mail, or say why not; one that met a transient error waits again."""
    if world.orders.get(notification.order_id).request.email is None:
        world.record_decision(
            notification.id,
            "the e-mail stays in sending for ever",
            "the order has no e-mail text",
            RuleId.STUCK_ORDER,
        )
        return
    fault = world.faults.consume_dependency_fault(Dependency.EMAIL_GATEWAY)
    if fault is None:
        submit(world, notification)
    else:
        _fail_to_submit(world, notification, _status_of(fault))
    requeue_email(world, notification)


def _fail_to_submit(world: World, notification: Notification, status: int | None) -> None:
    """Let the e-mail gateway turn an e-mail down; a transient error pauses all e-mail."""
    if status is not None and status != 429 and status < 500:
        failed = (
            NotificationResult.PAYLOAD_TOO_LARGE if status == 413 else NotificationResult.FAILED
        )
        world.record_decision(
            notification.id,
            "the e-mail failed",
            f"the gateway answered {status}",
            RuleId.GATEWAY_REFUSED,
        )
        set_result(world, notification, failed)
        return
    world.send_queues.rate_limited_until = world.clock.now() + EMAIL_RATE_LIMIT_PAUSE
    world.record_decision(
        notification.id,
        "the e-mail waits, and every other one with it, for a minute",
        f"the e-mail gateway answered {status or 'nothing'}",
        RuleId.EMAIL_RATE_LIMIT,
    )
    set_result(world, notification, NotificationResult.TRANSIENT_ERROR)


def requeue_email(world: World, notification: Notification) -> None:
    """Queue an e-mail that a transient error has made new again, for a later sweep."""
    if notification.result is NotificationResult.NEW:
        order = world.orders.get(notification.order_id)
        world.send_queues.email_queue(order).append(notification.id)
        _schedule_emails(world, world.clock.now() + 1)


def submit_sms(world: World, notification: Notification, attempt: int = 0) -> None:
    """Give a claimed SMS to the gateway; one that does not answer is tried five times in all."""
    fault = world.faults.consume_dependency_fault(Dependency.SMS_GATEWAY)
    if fault is None:
        submit(world, notification)
        return
    status = _status_of(fault)
    why = f"the SMS gateway answered {status or 'nothing'}"
    if attempt < len(SMS_RETRY_DELAYS):
        at = world.clock.now() + SMS_RETRY_DELAYS[attempt]
        world.schedule.add(at, Phase.GATEWAY, ResendSms(notification.id, attempt + 1))
        world.record_decision(
            notification.id, "the SMS is given to the gateway again later", why, RuleId.SMS_RESEND
        )
    else:
        world.record_decision(
            notification.id, "the SMS stays in sending for ever", why, RuleId.SMS_GATEWAY_GIVEN_UP
        )


def _status_of(fault: FaultRule) -> int | None:
    return None if fault.close else fault.status or 500
