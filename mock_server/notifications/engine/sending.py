"""Sending of notifications: queues, sweeps, SMS retries and the e-mail rate limit.

Source: docs/reference/time-and-delivery.md sections 2.4, 2.6, 3.3, 10.3.
"""

from collections import deque
from dataclasses import dataclass

from mock_server.domain.enums import (
    Channel,
    Dependency,
    NotificationResult,
    RuleSet,
    SendingTimePolicy,
)
from mock_server.domain.instant import Instant, ceil_to_minute
from mock_server.domain.orders import Notification, Order
from mock_server.domain.rule_ids import RuleId
from mock_server.domain.timing import EMAIL_RATE_LIMIT_PAUSE, SMS_RETRY_DELAYS
from mock_server.notifications.engine.delivery import set_result, until_expiry
from mock_server.notifications.engine.gateways import record_transient_error, submit
from mock_server.world.external_calls import PAUSE, Steps
from mock_server.world.faults import FaultRule
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World


@dataclass(frozen=True, slots=True)
class SendEmails(Job):
    """The sweep that submits new e-mails: ordinary e-mails first, then composed e-mails."""

    def run(self, world: World) -> Steps | None:
        """Submit all queued e-mails, unless e-mail is rate-limited."""
        return send_emails(world)

    def is_active(self, world: World) -> bool:
        """Return whether any e-mail is queued."""
        return bool(world.send_queues.emails or world.send_queues.composed)


@dataclass(frozen=True, slots=True)
class SendSms(Job):
    """The sweep that submits new SMS of one sending time policy."""

    policy: SendingTimePolicy

    def run(self, world: World) -> Steps | None:
        """Submit all queued SMS of the policy; daytime SMS only inside the SMS window."""
        match self.policy:
            case SendingTimePolicy.ANYTIME:
                return send_sms_anytime(world)
            case SendingTimePolicy.DAYTIME:
                return send_sms_daytime(world)

    def is_active(self, world: World) -> bool:
        """Return whether any SMS of the policy is queued."""
        return bool(world.send_queues.sms_queue(self.policy))


@dataclass(frozen=True, slots=True)
class ResendSms(Job):
    """A retry of an SMS that the gateway did not accept."""

    notification_id: str
    attempt: int

    def run(self, world: World) -> Steps | None:
        """Submit the SMS again, unless it was terminated; its expiry itself is not checked."""
        notification = world.orders.notifications[self.notification_id]
        if notification.is_pending:
            submit_sms(world, notification, self.attempt)
        return None


def queue_notifications(world: World, order: Order) -> None:
    """Queue an order's new notifications and schedule the sweeps that send them."""
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
    """Schedule the next sweep inside the SMS window, if daytime SMS are queued."""
    at = world.sms_window().first_sweep(world.clock.now())
    if world.send_queues.daytime and at is not None:
        world.schedule.add_sweep(at, Phase.SMS_DAYTIME, SendSms(SendingTimePolicy.DAYTIME))


def _schedule_emails(world: World, at: Instant) -> None:
    """Schedule the first e-mail sweep at or after *at* that is not rate-limited."""
    sweep = ceil_to_minute(max(at, world.send_queues.rate_limited_until or 0))
    world.schedule.add_sweep(sweep, Phase.EMAIL, SendEmails())


def send_emails(world: World) -> Steps:
    """Submit all queued e-mails, unless e-mail is rate-limited."""
    now, queues = world.clock.now(), world.send_queues
    if queues.rate_limited_until is not None and queues.rate_limited_until > now:
        _schedule_emails(world, now)
        return
    queues.rate_limited_until = None
    for queue in (queues.emails, queues.composed):
        for each in _claim(world, queue):
            submit_email(world, each)
            yield PAUSE


def send_sms_anytime(world: World) -> Steps:
    """Submit all queued anytime SMS."""
    for each in _claim(world, world.send_queues.anytime):
        submit_sms(world, each)
        yield PAUSE


def send_sms_daytime(world: World) -> Steps:
    """Submit all queued daytime SMS, if the SMS window is open."""
    if not world.sms_window().is_open(world.clock.now()):
        schedule_daytime_sms(world)
        return
    for each in _claim(world, world.send_queues.daytime):
        submit_sms(world, each)
        yield PAUSE


def _claim(world: World, queue: deque[str]) -> list[Notification]:
    """Empty *queue* and return its notifications; expired ones are skipped and stay new."""
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
                "the notification will not be sent",
                "it expired before a sweep picked it up",
                RuleId.EXPIRED_BEFORE_SENDING,
            )
    queue.clear()
    return claimed


def submit_email(world: World, notification: Notification) -> None:
    """Submit a claimed e-mail; ``deployed`` requeues it after a transient error."""
    if world.orders.get(notification.order_id).request.email is None:
        world.record_decision(
            notification.id,
            f"the e-mail will stay in sending{until_expiry(world)}",
            "the order has no e-mail text",
            RuleId.STUCK_ORDER,
        )
        return
    fault = world.faults.consume_dependency_fault(Dependency.EMAIL_GATEWAY)
    if fault is None:
        submit(world, notification)
    else:
        _apply_email_gateway_fault(world, notification, fault)
    requeue_email(world, notification)


def _apply_email_gateway_fault(world: World, notification: Notification, fault: FaultRule) -> None:
    """Fail an e-mail that the gateway rejects; pause all e-mail after a transient error."""
    status, reason = _response_status(fault), _gateway_response("e-mail", fault)
    if status is not None and status != 429 and status < 500:
        failed = (
            NotificationResult.PAYLOAD_TOO_LARGE if status == 413 else NotificationResult.FAILED
        )
        world.record_decision(notification.id, "the e-mail failed", reason, RuleId.GATEWAY_REFUSED)
        set_result(world, notification, failed)
        return
    world.send_queues.rate_limited_until = world.clock.now() + EMAIL_RATE_LIMIT_PAUSE
    match world.settings.rules:
        case RuleSet.DOCUMENTED:
            record_transient_error(world, notification, reason)
        case RuleSet.DEPLOYED:
            world.record_decision(
                notification.id,
                "the e-mail is queued again, and no e-mail is sent for one minute",
                reason,
                RuleId.EMAIL_RATE_LIMIT,
            )
    set_result(world, notification, NotificationResult.TRANSIENT_ERROR)


def requeue_email(world: World, notification: Notification) -> None:
    """Queue an e-mail for a later sweep, if a transient error made it new again."""
    if notification.result is NotificationResult.NEW:
        order = world.orders.get(notification.order_id)
        world.send_queues.email_queue(order).append(notification.id)
        _schedule_emails(world, world.clock.now() + 1)


def submit_sms(world: World, notification: Notification, attempt: int = 0) -> None:
    """Submit a claimed SMS; make up to five attempts if the gateway fails."""
    fault = world.faults.consume_dependency_fault(Dependency.SMS_GATEWAY)
    if fault is None:
        submit(world, notification)
        return
    reason = _gateway_response("SMS", fault)
    if attempt < len(SMS_RETRY_DELAYS):
        at = world.clock.now() + SMS_RETRY_DELAYS[attempt]
        world.schedule.add(at, Phase.GATEWAY, ResendSms(notification.id, attempt + 1))
        world.record_decision(
            notification.id, "the SMS will be submitted again", reason, RuleId.SMS_RESEND
        )
    else:
        world.record_decision(
            notification.id,
            f"the SMS will stay in sending{until_expiry(world)}",
            reason,
            RuleId.SMS_GATEWAY_GIVEN_UP,
        )


def _response_status(fault: FaultRule) -> int | None:
    return None if fault.close else fault.status or 500


def _gateway_response(gateway: str, fault: FaultRule) -> str:
    status = _response_status(fault)
    if status is None:
        return f"the {gateway} gateway did not respond"
    return f"the {gateway} gateway responded {status}"
