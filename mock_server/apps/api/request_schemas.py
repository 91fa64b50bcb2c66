"""Schemas of an app's request bodies.

Properties have Altinn's order of declaration, because messages list missing ones in that order.
Source: docs/reference/apps.md sections 1.2, 1.3 and 2.1.
"""

from typing import Final

from mock_server.domain.enums import NOTIFICATION_CHANNEL_NAMES
from mock_server.dotnet.schema import (
    FLAG,
    TEXT,
    DateTimeType,
    DictionaryType,
    EnumType,
    IntegerType,
    ListType,
    ObjectType,
    Property,
)

_FUTURE: Final = "Altinn.App.Core.Models.Notifications.Future"
_STORAGE: Final = "Altinn.Platform.Storage.Interface.Models"
_DATE_TIME: Final = DateTimeType(nullable=True)
_INTEGER: Final = IntegerType(nullable=True)

CUSTOM_TEXT: Final = ObjectType(
    f"{_FUTURE}.CustomText",
    Property("nb", TEXT, required=True),
    Property("nn", TEXT, required=True),
    Property("en", TEXT, required=True),
)
CUSTOM_SMS: Final = ObjectType(
    f"{_FUTURE}.CustomSms",
    Property("senderName", TEXT, required=True),
    Property("text", CUSTOM_TEXT, required=True),
)
CUSTOM_EMAIL: Final = ObjectType(
    f"{_FUTURE}.CustomEmail",
    Property("subject", CUSTOM_TEXT, required=True),
    Property("body", CUSTOM_TEXT, required=True),
)
REMINDER: Final = ObjectType(
    f"{_FUTURE}.InstantiationNotificationReminder",
    Property("requestedSendTime", _DATE_TIME),
    Property("sendAfterDays", _INTEGER),
    Property("customSms", CUSTOM_SMS),
    Property("customEmail", CUSTOM_EMAIL),
)
NOTIFICATION: Final = ObjectType(
    f"{_FUTURE}.InstantiationNotification",
    Property(
        "notificationChannel",
        EnumType(
            f"{_FUTURE}.NotificationChannel",
            {name: channel.value for channel, name in NOTIFICATION_CHANNEL_NAMES.items()},
            allow_names=False,
        ),
    ),
    Property("allowSendingAfterWorkHours", FLAG),
    Property("language", TEXT),
    Property("requestedSendTime", _DATE_TIME),
    Property("customSms", CUSTOM_SMS),
    Property("customEmail", CUSTOM_EMAIL),
    Property("reminders", ListType(REMINDER)),
)

INSTANCE_OWNER: Final = ObjectType(
    f"{_STORAGE}.InstanceOwner",
    Property("partyId", TEXT),
    Property("personNumber", TEXT),
    Property("organisationNumber", TEXT),
    Property("username", TEXT),
    Property("externalIdentifier", TEXT),
)
INSTANTIATION: Final = ObjectType(
    "Altinn.App.Api.Models.InstansiationInstance",
    Property("instanceOwner", INSTANCE_OWNER),
    Property("dueBefore", _DATE_TIME),
    Property("visibleAfter", _DATE_TIME),
    Property("prefill", DictionaryType(TEXT)),
    Property("sourceInstanceId", TEXT),
    Property("notification", NOTIFICATION),
)

# Of an instance template, the mock uses owner, dates and status; the rest is only checked by type.
_TASK: Final = ObjectType(
    f"{_STORAGE}.ProcessElementInfo",
    Property("flow", _INTEGER),
    Property("started", _DATE_TIME),
    Property("elementId", TEXT),
    Property("name", TEXT),
    Property("altinnTaskType", TEXT),
    Property("ended", _DATE_TIME),
    Property("flowType", TEXT),
)
_PROCESS: Final = ObjectType(
    f"{_STORAGE}.ProcessState",
    Property("started", _DATE_TIME),
    Property("startEvent", TEXT),
    Property("currentTask", _TASK),
    Property("ended", _DATE_TIME),
    Property("endEvent", TEXT),
)
_STATUS: Final = ObjectType(
    f"{_STORAGE}.InstanceStatus",
    Property("isArchived", FLAG),
    Property("archived", _DATE_TIME),
    Property("isSoftDeleted", FLAG),
    Property("softDeleted", _DATE_TIME),
    Property("isHardDeleted", FLAG),
    Property("hardDeleted", _DATE_TIME),
    Property("readStatus", EnumType(f"{_STORAGE}.ReadStatus", {"Unread": 0, "Read": 1})),
    Property("substatus", ObjectType(f"{_STORAGE}.Substatus")),
)
INSTANCE: Final = ObjectType(
    f"{_STORAGE}.Instance",
    Property("id", TEXT),
    Property("instanceOwner", INSTANCE_OWNER),
    Property("appId", TEXT),
    Property("org", TEXT),
    Property("selfLinks", ObjectType(f"{_STORAGE}.ResourceLinks")),
    Property("dueBefore", _DATE_TIME),
    Property("visibleAfter", _DATE_TIME),
    Property("process", _PROCESS),
    Property("status", _STATUS),
    Property("completeConfirmations", ListType(ObjectType(f"{_STORAGE}.CompleteConfirmation"))),
    Property("data", ListType(ObjectType(f"{_STORAGE}.DataElement"))),
    Property("presentationTexts", DictionaryType(TEXT)),
    Property("dataValues", DictionaryType(TEXT)),
    Property("created", _DATE_TIME),
    Property("createdBy", TEXT),
    Property("lastChanged", _DATE_TIME),
    Property("lastChangedBy", TEXT),
)
