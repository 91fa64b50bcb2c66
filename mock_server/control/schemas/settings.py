"""Settings and whitelist as JSON.

Source: design/control-api.md, Settings, whitelist.
"""

from dataclasses import replace
from datetime import time
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from mock_server.control.schemas.parsing import ControlModel, Duration
from mock_server.domain.durations import format_duration
from mock_server.domain.enums import AuthMode, Environment, LintMode, RuleSet, UnlistedNumbers
from mock_server.domain.errors import UsageError
from mock_server.world.settings import WorldSettings
from mock_server.world.world import World


def _time_of_day(value: object) -> time:
    try:
        read = time.fromisoformat(str(value))
    except ValueError:
        read = None
    if read is None or read.tzinfo is not None:
        raise ValueError(f"{value!r} is no time of day; write it like 09:00")
    return read


def without_defaults(schema: dict[str, Any]) -> None:
    """Describe members that stay as they are where they are left out."""
    for member in schema["properties"].values():
        member.pop("default", None)


TimeOfDay = Annotated[
    time, BeforeValidator(_time_of_day), WithJsonSchema({"type": "string", "examples": ["09:00"]})
]
Text = Annotated[str, Field(min_length=1)]


class SmsWindowModel(ControlModel):
    """The hours in which daytime SMS may leave, on the Norwegian wall clock."""

    model_config = ConfigDict(json_schema_extra=without_defaults)

    opens: TimeOfDay = time(9)
    closes: TimeOfDay = time(17)


class SettingsModel(ControlModel):
    """The settings that are to change; the others stay."""

    model_config = ConfigDict(json_schema_extra=without_defaults)

    environment: Environment = Environment.PRODUCTION
    rules: RuleSet = RuleSet.DOCUMENTED
    auth: AuthMode = AuthMode.PERMISSIVE
    sms_window: SmsWindowModel = SmsWindowModel()
    correspondence_send_delay: Duration | None = None
    reminder_delay: Duration | None = None
    delivery_delay: Duration = 0
    default_email_from_address: Text = ""
    default_sms_sender: Text = ""
    lint: LintMode = LintMode.WARN

    def apply_to(self, settings: WorldSettings) -> WorldSettings:
        """Return *settings* with what was written here.

        Raises:
            MisuseError: if the SMS window would never be open.
        """
        given = self.explicit_fields()
        window = given.pop("sms_window", SmsWindowModel()).explicit_fields()
        given |= {f"sms_window_{name}": window[name] for name in window}
        changed = replace(settings, **given)
        if changed.sms_window_opens >= changed.sms_window_closes:
            raise UsageError(
                f"smsWindow: it would close ({changed.sms_window_closes:%H:%M}) before it opens"
                f" ({changed.sms_window_opens:%H:%M}); write an earlier 'opens' or a later 'closes'"
            )
        return changed


class WhitelistModel(ControlModel):
    """The whole whitelist; without ``enabled`` the environment decides."""

    enabled: bool | None = None
    unlisted: UnlistedNumbers = UnlistedNumbers.SIMULATE
    numbers: tuple[Text, ...] = ()


class NumberModel(ControlModel):
    """One number of the whitelist."""

    number: Text


def settings_json(settings: WorldSettings) -> dict[str, Any]:
    """Return *settings* as JSON."""
    return {
        "environment": settings.environment,
        "rules": settings.rules,
        "auth": settings.auth,
        "smsWindow": {
            "opens": _hours(settings.sms_window_opens),
            "closes": _hours(settings.sms_window_closes),
        },
        "correspondenceSendDelay": _or_null(settings.correspondence_send_delay),
        "reminderDelay": _or_null(settings.reminder_delay),
        "deliveryDelay": format_duration(settings.delivery_delay),
        "defaultEmailFromAddress": settings.default_email_from_address,
        "defaultSmsSender": settings.default_sms_sender,
        "lint": settings.lint,
    }


def whitelist_json(world: World) -> dict[str, Any]:
    """Return the whitelist of *world* as JSON."""
    return {
        "enabled": world.is_whitelist_enabled(),
        "unlisted": world.whitelist.unlisted,
        "numbers": list(world.whitelist.numbers),
    }


def _hours(moment: time) -> str:
    return moment.isoformat("minutes" if moment.second == moment.microsecond == 0 else "auto")


def _or_null(duration: int | None) -> str | None:
    return None if duration is None else format_duration(duration)
