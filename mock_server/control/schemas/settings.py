"""Models of the settings and the whitelist.

Source: docs/control-api.md, Settings and whitelist and whitelist.
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
        parsed = time.fromisoformat(str(value))
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is not None:
        raise ValueError(f"{value!r} is not a valid time of day; expected for example 09:00")
    return parsed


def without_defaults(schema: dict[str, Any]) -> None:
    """Remove the defaults from a JSON Schema: fields that are left out keep their value."""
    for field in schema["properties"].values():
        field.pop("default", None)


TimeOfDay = Annotated[
    time, BeforeValidator(_time_of_day), WithJsonSchema({"type": "string", "examples": ["09:00"]})
]
Text = Annotated[str, Field(min_length=1)]


class SmsWindowModel(ControlModel):
    """The hours in which daytime SMS are sent, in Norwegian time."""

    model_config = ConfigDict(json_schema_extra=without_defaults)

    opens: TimeOfDay = time(9)
    closes: TimeOfDay = time(17)


class SettingsModel(ControlModel):
    """Settings of a world; fields that are left out keep their value."""

    model_config = ConfigDict(json_schema_extra=without_defaults)

    environment: Environment = Environment.PRODUCTION
    rules: RuleSet = RuleSet.DOCUMENTED
    auth: AuthMode = AuthMode.PERMISSIVE
    sms_window: SmsWindowModel = SmsWindowModel()
    correspondence_send_delay: Duration | None = None
    reminder_delay: Duration | None = None
    delivery_delay: Duration = 0
    default_email_from_address: Text | None = None
    default_sms_sender: Text | None = None
    attachment_storage_limit: Annotated[int, Field(ge=0)] = 20_000_000
    lint: LintMode = LintMode.WARN

    def apply_to(self, settings: WorldSettings) -> WorldSettings:
        """Return *settings* with the fields that are set here.

        Raises:
            UsageError: if the SMS window closes before it opens.
        """
        given = self.explicit_fields()
        window = given.pop("sms_window", SmsWindowModel()).explicit_fields()
        given |= {f"sms_window_{name}": window[name] for name in window}
        changed = replace(settings, **given)
        if changed.sms_window_opens >= changed.sms_window_closes:
            raise UsageError(
                f"smsWindow: 'closes' ({changed.sms_window_closes:%H:%M}) must be later than"
                f" 'opens' ({changed.sms_window_opens:%H:%M})"
            )
        return changed


class WhitelistModel(ControlModel):
    """The whitelist of mobile numbers.

    Without ``enabled`` it is enabled in ``tt02`` only. ``unlisted`` is what happens to SMS to
    other numbers: a simulator accepts them (``simulate``), or the gateway rejects them
    (``reject``).
    """

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
            "opens": _format_time_of_day(settings.sms_window_opens),
            "closes": _format_time_of_day(settings.sms_window_closes),
        },
        "correspondenceSendDelay": _format_optional_duration(settings.correspondence_send_delay),
        "reminderDelay": _format_optional_duration(settings.reminder_delay),
        "deliveryDelay": format_duration(settings.delivery_delay),
        "defaultEmailFromAddress": settings.default_email_from_address,
        "defaultSmsSender": settings.default_sms_sender,
        "attachmentStorageLimit": settings.attachment_storage_limit,
        "lint": settings.lint,
    }


def whitelist_json(world: World) -> dict[str, Any]:
    """Return the whitelist of *world* as JSON."""
    return {
        "enabled": world.is_whitelist_enabled(),
        "unlisted": world.whitelist.unlisted,
        "numbers": list(world.whitelist.numbers),
    }


def _format_time_of_day(value: time) -> str:
    return value.isoformat("minutes" if value.second == value.microsecond == 0 else "auto")


def _format_optional_duration(duration: int | None) -> str | None:
    return None if duration is None else format_duration(duration)
