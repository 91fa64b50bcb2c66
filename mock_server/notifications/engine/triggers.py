"""Sweeps that the trigger endpoints run."""

from enum import StrEnum

from mock_server.notifications.engine.completion import clean_up_status_feed
from mock_server.notifications.engine.delivery import terminate_expired
from mock_server.notifications.engine.processing import pick_up_due_orders
from mock_server.notifications.engine.sending import (
    send_emails,
    send_sms_anytime,
    send_sms_daytime,
)
from mock_server.world.external_calls import Steps
from mock_server.world.world import World


class Sweep(StrEnum):
    """A sweep that a trigger endpoint can run."""

    PAST_DUE = "pastDue"
    EMAIL = "email"
    SMS_ANYTIME = "smsAnytime"
    SMS_DAYTIME = "smsDaytime"
    TERMINATION = "termination"
    FEED_CLEAN_UP = "feedCleanUp"


def run_sweep(world: World, sweep: Sweep) -> Steps:
    """Run one sweep now."""
    match sweep:
        case Sweep.PAST_DUE:
            yield from pick_up_due_orders(world)
        case Sweep.EMAIL:
            yield from send_emails(world)
        case Sweep.SMS_ANYTIME:
            yield from send_sms_anytime(world)
        case Sweep.SMS_DAYTIME:
            yield from send_sms_daytime(world)
        case Sweep.TERMINATION:
            terminate_expired(world)
        case Sweep.FEED_CLEAN_UP:
            clean_up_status_feed(world)
    world.flush_messages()
