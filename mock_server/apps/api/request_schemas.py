"""The request types of an app, as its two JSON readers take them.

Members stand in the order of their declaration: messages name missing ones in that order.
Source: spec/altinn-app.md sections 1.2, 1.3 and 2.1.
"""

from typing import Final

from mock_server.domain.enums import CHANNEL_NAMES
from mock_server.dotnet.schema import (
    FLAG,
    TEXT,
    Choice,
    Listing,
    Mapping,
    Member,
    Moment,
    Record,
    Whole,
)

_FUTURE: Final = "Altinn.App.Core.Models.Notifications.Future"
_STORAGE: Final = "Altinn.Platform.Storage.Interface.Models"
_MOMENT: Final = Moment(nullable=True)
_NUMBER: Final = Whole(nullable=True)

CUSTOM_TEXT: Final = Record(
    f"{_FUTURE}.CustomText",
    Member("nb", TEXT, required=True),
    Member("nn", TEXT, required=True),
    Member("en", TEXT, required=True),
)
CUSTOM_SMS: Final = Record(
    f"{_FUTURE}.CustomSms",
    Member("senderName", TEXT, required=True),
    Member("text", CUSTOM_TEXT, required=True),
)
CUSTOM_EMAIL: Final = Record(
    f"{_FUTURE}.CustomEmail",
    Member("subject", CUSTOM_TEXT, required=True),
    Member("body", CUSTOM_TEXT, required=True),
)
REMINDER: Final = Record(
    f"{_FUTURE}.InstantiationNotificationReminder",
    Member("requestedSendTime", _MOMENT),
    Member("sendAfterDays", _NUMBER),
    Member("customSms", CUSTOM_SMS),
    Member("customEmail", CUSTOM_EMAIL),
)
NOTIFICATION: Final = Record(
    f"{_FUTURE}.InstantiationNotification",
    Member(
        "notificationChannel",
        Choice(
            f"{_FUTURE}.NotificationChannel",
            {name: channel.value for channel, name in CHANNEL_NAMES.items()},
            allow_names=False,
        ),
    ),
    Member("allowSendingAfterWorkHours", FLAG),
    Member("language", TEXT),
    Member("requestedSendTime", _MOMENT),
    Member("customSms", CUSTOM_SMS),
    Member("customEmail", CUSTOM_EMAIL),
    Member("reminders", Listing(REMINDER)),
)

INSTANCE_OWNER: Final = Record(
    f"{_STORAGE}.InstanceOwner",
    Member("partyId", TEXT),
    Member("personNumber", TEXT),
    Member("organisationNumber", TEXT),
    Member("username", TEXT),
    Member("externalIdentifier", TEXT),
)
INSTANTIATION: Final = Record(
    "Altinn.App.Api.Models.InstansiationInstance",
    Member("instanceOwner", INSTANCE_OWNER),
    Member("dueBefore", _MOMENT),
    Member("visibleAfter", _MOMENT),
    Member("prefill", Mapping(TEXT)),
    Member("sourceInstanceId", TEXT),
    Member("notification", NOTIFICATION),
)

# Of an instance template, apps use the owner and two dates; the rest must fit its types.
_TASK: Final = Record(
    f"{_STORAGE}.ProcessElementInfo",
    Member("flow", _NUMBER),
    Member("started", _MOMENT),
    Member("elementId", TEXT),
    Member("name", TEXT),
    Member("altinnTaskType", TEXT),
    Member("ended", _MOMENT),
    Member("flowType", TEXT),
)
_PROCESS: Final = Record(
    f"{_STORAGE}.ProcessState",
    Member("started", _MOMENT),
    Member("startEvent", TEXT),
    Member("currentTask", _TASK),
    Member("ended", _MOMENT),
    Member("endEvent", TEXT),
)
_STATUS: Final = Record(
    f"{_STORAGE}.InstanceStatus",
    Member("isArchived", FLAG),
    Member("archived", _MOMENT),
    Member("isSoftDeleted", FLAG),
    Member("softDeleted", _MOMENT),
    Member("isHardDeleted", FLAG),
    Member("hardDeleted", _MOMENT),
    Member("readStatus", Choice(f"{_STORAGE}.ReadStatus", {"Unread": 0, "Read": 1})),
    Member("substatus", Record(f"{_STORAGE}.Substatus")),
)
INSTANCE: Final = Record(
    f"{_STORAGE}.Instance",
    Member("id", TEXT),
    Member("instanceOwner", INSTANCE_OWNER),
    Member("appId", TEXT),
    Member("org", TEXT),
    Member("selfLinks", Record(f"{_STORAGE}.ResourceLinks")),
    Member("dueBefore", _MOMENT),
    Member("visibleAfter", _MOMENT),
    Member("process", _PROCESS),
    Member("status", _STATUS),
    Member("completeConfirmations", Listing(Record(f"{_STORAGE}.CompleteConfirmation"))),
    Member("data", Listing(Record(f"{_STORAGE}.DataElement"))),
    Member("presentationTexts", Mapping(TEXT)),
    Member("dataValues", Mapping(TEXT)),
    Member("created", _MOMENT),
    Member("createdBy", TEXT),
    Member("lastChanged", _MOMENT),
    Member("lastChangedBy", TEXT),
)
