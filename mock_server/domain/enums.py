"""Enumerations, with the values that Altinn's APIs and the control API use.

Source: docs/reference/notifications.md section 9, docs/reference/time-and-delivery.md sections 1
and 2.
"""

from enum import IntEnum, StrEnum


class NotificationChannel(IntEnum):
    """The notification channel of an order; a v1 order can have an undefined number."""

    EMAIL = 0
    SMS = 1
    EMAIL_PREFERRED = 2
    SMS_PREFERRED = 3
    EMAIL_AND_SMS = 4


NOTIFICATION_CHANNEL_NAMES = {
    NotificationChannel.EMAIL: "Email",
    NotificationChannel.SMS: "Sms",
    NotificationChannel.EMAIL_PREFERRED: "EmailPreferred",
    NotificationChannel.SMS_PREFERRED: "SmsPreferred",
    NotificationChannel.EMAIL_AND_SMS: "EmailAndSms",
}


class ContentType(IntEnum):
    """The format of an e-mail body."""

    PLAIN = 0
    HTML = 1


CONTENT_TYPE_NAMES = {ContentType.PLAIN: "Plain", ContentType.HTML: "Html"}


class SendingTimePolicy(IntEnum):
    """The hours in which a message can be sent."""

    ANYTIME = 1
    DAYTIME = 2


class OrderSource(StrEnum):
    """The API through which an order was placed."""

    NOTIFICATIONS = "notifications"
    CORRESPONDENCE = "correspondence"
    APP = "app"


class OrderType(StrEnum):
    """The type of an order."""

    NOTIFICATION = "Notification"
    REMINDER = "Reminder"
    INSTANT = "Instant"
    COMPOSED = "Composed"


class OrderStatus(StrEnum):
    """The processing status of an order."""

    REGISTERED = "Registered"
    PROCESSING = "Processing"
    PROCESSED = "Processed"
    COMPLETED = "Completed"
    SEND_CONDITION_NOT_MET = "SendConditionNotMet"
    CANCELLED = "Cancelled"


class Channel(StrEnum):
    """The channel of one notification."""

    EMAIL = "email"
    SMS = "sms"


class NotificationResult(StrEnum):
    """The result of a notification, as Altinn stores it for e-mail and SMS."""

    NEW = "New"
    SENDING = "Sending"
    SUCCEEDED = "Succeeded"
    ACCEPTED = "Accepted"
    DELIVERED = "Delivered"
    FAILED = "Failed"
    RECIPIENT_RESERVED = "Failed_RecipientReserved"
    RECIPIENT_NOT_IDENTIFIED = "Failed_RecipientNotIdentified"
    INVALID_EMAIL_FORMAT = "Failed_InvalidEmailFormat"
    SUPPRESSED_RECIPIENT = "Failed_SupressedRecipient"
    TRANSIENT_ERROR = "Failed_TransientError"
    BOUNCED = "Failed_Bounced"
    FILTERED_SPAM = "Failed_FilteredSpam"
    QUARANTINED = "Failed_Quarantined"
    INVALID_SAS_URL = "Failed_InvalidSasUrl"
    PAYLOAD_TOO_LARGE = "Failed_PayloadTooLarge"
    INVALID_RECIPIENT = "Failed_InvalidRecipient"
    BARRED_RECEIVER = "Failed_BarredReceiver"
    DELETED = "Failed_Deleted"
    EXPIRED = "Failed_Expired"
    UNDELIVERED = "Failed_Undelivered"
    REJECTED = "Failed_Rejected"
    TTL = "Failed_TTL"


EMAIL_RESULTS = frozenset(
    {
        NotificationResult.NEW,
        NotificationResult.SENDING,
        NotificationResult.SUCCEEDED,
        NotificationResult.DELIVERED,
        NotificationResult.FAILED,
        NotificationResult.RECIPIENT_RESERVED,
        NotificationResult.RECIPIENT_NOT_IDENTIFIED,
        NotificationResult.INVALID_EMAIL_FORMAT,
        NotificationResult.SUPPRESSED_RECIPIENT,
        NotificationResult.TRANSIENT_ERROR,
        NotificationResult.BOUNCED,
        NotificationResult.FILTERED_SPAM,
        NotificationResult.QUARANTINED,
        NotificationResult.TTL,
        NotificationResult.INVALID_SAS_URL,
        NotificationResult.PAYLOAD_TOO_LARGE,
    }
)
SMS_RESULTS = frozenset(
    {
        NotificationResult.NEW,
        NotificationResult.SENDING,
        NotificationResult.ACCEPTED,
        NotificationResult.DELIVERED,
        NotificationResult.FAILED,
        NotificationResult.INVALID_RECIPIENT,
        NotificationResult.RECIPIENT_RESERVED,
        NotificationResult.BARRED_RECEIVER,
        NotificationResult.DELETED,
        NotificationResult.EXPIRED,
        NotificationResult.UNDELIVERED,
        NotificationResult.RECIPIENT_NOT_IDENTIFIED,
        NotificationResult.REJECTED,
        NotificationResult.TTL,
    }
)
RESULTS_BY_CHANNEL = {Channel.EMAIL: EMAIL_RESULTS, Channel.SMS: SMS_RESULTS}
PENDING_RESULTS = frozenset(
    {
        NotificationResult.NEW,
        NotificationResult.SENDING,
        NotificationResult.SUCCEEDED,
        NotificationResult.ACCEPTED,
    }
)


class Environment(StrEnum):
    """The Altinn environment that a world emulates."""

    PRODUCTION = "production"
    TT02 = "tt02"


class RuleSet(StrEnum):
    """The source to follow where Altinn's documentation and its deployed services differ."""

    DOCUMENTED = "documented"
    DEPLOYED = "deployed"


class AuthMode(StrEnum):
    """The strictness of token validation."""

    PERMISSIVE = "permissive"
    STRICT = "strict"


class UnlistedNumbers(StrEnum):
    """The treatment of SMS to numbers that are not on the whitelist."""

    SIMULATE = "simulate"
    REJECT = "reject"


class LintMode(StrEnum):
    """The setting for warnings about texts that do not follow Altinn's guidelines."""

    WARN = "warn"
    OFF = "off"


class Dependency(StrEnum):
    """A service that Altinn depends on and that a fault can affect."""

    PROFILE = "profile"
    REGISTER = "register"
    AUTHORIZATION = "authorization"
    SMS_GATEWAY = "smsGateway"
    EMAIL_GATEWAY = "emailGateway"
    NOTIFICATIONS = "notifications"
    CONTACT_REGISTRY = "contactRegistry"
    CDN = "cdn"


class DeliveryRoute(StrEnum):
    """The destination of a sent message."""

    MAILBOX = "mailbox"
    HANDSET = "handset"
    SIMULATOR = "simulator"


class MessageKind(StrEnum):
    """The kind of a message."""

    NOTIFICATION = "Notification"
    REMINDER = "Reminder"
    INSTANT = "Instant"
    COMPOSED = "Composed"


class EventKind(StrEnum):
    """The kind of an event in a world."""

    ORDER_PICKED_UP = "orderPickedUp"
    ORDER_COMPLETED = "orderCompleted"
    CONDITION_NOT_MET = "conditionNotMet"
    CONDITION_CHECKED = "conditionChecked"
    MESSAGE_SENT = "messageSent"
    RESULT_RECEIVED = "resultReceived"
    EXPIRED = "expired"
    PUBLISHED = "published"
    ORDER_PLACED = "orderPlaced"
    CANCELLED = "cancelled"
