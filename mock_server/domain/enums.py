"""The closed sets of words of the platform, each with the platform's own spelling.

Source: spec/notifications-api.md section 9, spec/processing-and-timing.md sections 1 and 2.
"""

from enum import IntEnum, StrEnum


class NotificationChannel(IntEnum):
    """How to reach a recipient; v1 orders may hold an undefined number."""

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
    """The form of an e-mail's body."""

    PLAIN = 0
    HTML = 1


CONTENT_TYPE_NAMES = {ContentType.PLAIN: "Plain", ContentType.HTML: "Html"}


class SendingTimePolicy(IntEnum):
    """When in the day a message may leave."""

    ANYTIME = 1
    DAYTIME = 2


class OrderSource(StrEnum):
    """Which face an order came in through."""

    NOTIFICATIONS = "notifications"
    CORRESPONDENCE = "correspondence"
    APP = "app"


class OrderType(StrEnum):
    """What kind of order this is."""

    NOTIFICATION = "Notification"
    REMINDER = "Reminder"
    INSTANT = "Instant"
    COMPOSED = "Composed"


class OrderStatus(StrEnum):
    """Where an order stands."""

    REGISTERED = "Registered"
    PROCESSING = "Processing"
    PROCESSED = "Processed"
    COMPLETED = "Completed"
    SEND_CONDITION_NOT_MET = "SendConditionNotMet"
    CANCELLED = "Cancelled"


class Channel(StrEnum):
    """What one notification is."""

    EMAIL = "email"
    SMS = "sms"


class NotificationResult(StrEnum):
    """Where a notification stands: the stored names of both media."""

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
    """Which of the platform's environments the world plays."""

    PRODUCTION = "production"
    TT02 = "tt02"


class RuleSet(StrEnum):
    """Whose word counts where the public documents and the recorded services differ."""

    DOCUMENTED = "documented"
    DEPLOYED = "deployed"


class AuthMode(StrEnum):
    """How much a caller must prove."""

    PERMISSIVE = "permissive"
    STRICT = "strict"


class UnlistedNumbers(StrEnum):
    """What a test environment does with SMS to numbers that are not on the whitelist."""

    SIMULATE = "simulate"
    REJECT = "reject"


class LintMode(StrEnum):
    """Whether messages carry warnings about texts that break Altinn's guidelines."""

    WARN = "warn"
    OFF = "off"


class Dependency(StrEnum):
    """What the platform needs from others, and what a fault may hit."""

    PROFILE = "profile"
    REGISTER = "register"
    AUTHORIZATION = "authorization"
    SMS_GATEWAY = "smsGateway"
    EMAIL_GATEWAY = "emailGateway"
    NOTIFICATIONS = "notifications"
    CONTACT_REGISTRY = "contactRegistry"
    CDN = "cdn"


class DeliveryRoute(StrEnum):
    """Where a message that has left went."""

    MAILBOX = "mailbox"
    HANDSET = "handset"
    SIMULATOR = "simulator"


class MessageKind(StrEnum):
    """What a message is to its order."""

    NOTIFICATION = "Notification"
    REMINDER = "Reminder"
    INSTANT = "Instant"
    COMPOSED = "Composed"


class EventKind(StrEnum):
    """What can happen in a world."""

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
