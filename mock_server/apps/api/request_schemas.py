"""The request types of an app, as its two JSON readers take them.

Members stand in the order of their declaration: messages name missing ones in that order.
Source: spec/altinn-app.md sections 1.2, 1.3 and 2.1.
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
_MOMENT: Final = DateTimeType(nullable=True)
_NUMBER: Final = IntegerType(nullable=True)

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
    Property("requestedSendTime", _MOMENT),
    Property("sendAfterDays", _NUMBER),
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
    Property("requestedSendTime", _MOMENT),
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
    Property("dueBefore", _MOMENT),
    Property("visibleAfter", _MOMENT),
    Property("prefill", DictionaryType(TEXT)),
    Property("sourceInstanceId", TEXT),
    Property("notification", NOTIFICATION),
)

# Of an instance template, apps use the owner and two dates; the rest must fit its types.
_TASK: Final = ObjectType(
    f"{_STORAGE}.ProcessElementInfo",
    Property("flow", _NUMBER),
    Property("started", _MOMENT),
    Property("elementId", TEXT),
    Property("name", TEXT),
    Property("altinnTaskType", TEXT),
    Property("ended", _MOMENT),
    Property("flowType", TEXT),
)
_PROCESS: Final = ObjectType(
    f"{_STORAGE}.ProcessState",
    Property("started", _MOMENT),
    Property("startEvent", TEXT),
    Property("currentTask", _TASK),
    Property("ended", _MOMENT),
    Property("endEvent", TEXT),
)
_STATUS: Final = ObjectType(
    f"{_STORAGE}.InstanceStatus",
    Property("isArchived", FLAG),
    Property("archived", _MOMENT),
    Property("isSoftDeleted", FLAG),
    Property("softDeleted", _MOMENT),
    Property("isHardDeleted", FLAG),
    Property("hardDeleted", _MOMENT),
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
    Property("dueBefore", _MOMENT),
    Property("visibleAfter", _MOMENT),
    Property("process", _PROCESS),
    Property("status", _STATUS),
    Property("completeConfirmations", ListType(ObjectType(f"{_STORAGE}.CompleteConfirmation"))),
    Property("data", ListType(ObjectType(f"{_STORAGE}.DataElement"))),
    Property("presentationTexts", DictionaryType(TEXT)),
    Property("dataValues", DictionaryType(TEXT)),
    Property("created", _MOMENT),
    Property("createdBy", TEXT),
    Property("lastChanged", _MOMENT),
    Property("lastChangedBy", TEXT),
)
