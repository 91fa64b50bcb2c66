"""The closed sets of words of the platform, each with the platform's own spelling.

Source: spec/notifications-api.md section 9, spec/processing-and-timing.md sections 1 and 2.
"""

from enum import IntEnum, StrEnum


class Channel(IntEnum):
    """How a recipient is to be reached; an order may hold another number, see ``Draft.channel``."""

    EMAIL = 0
    SMS = 1
    EMAIL_PREFERRED = 2
    SMS_PREFERRED = 3
    EMAIL_AND_SMS = 4


CHANNEL_NAMES = {
    Channel.EMAIL: "Email",
    Channel.SMS: "Sms",
    Channel.EMAIL_PREFERRED: "EmailPreferred",
    Channel.SMS_PREFERRED: "SmsPreferred",
    Channel.EMAIL_AND_SMS: "EmailAndSms",
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


class Source(StrEnum):
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


class OrderState(StrEnum):
    """Where an order stands."""

    REGISTERED = "Registered"
    PROCESSING = "Processing"
    PROCESSED = "Processed"
    COMPLETED = "Completed"
    SEND_CONDITION_NOT_MET = "SendConditionNotMet"
    CANCELLED = "Cancelled"


class Medium(StrEnum):
    """What one notification is."""

    EMAIL = "email"
    SMS = "sms"


class Result(StrEnum):
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
        Result.NEW,
        Result.SENDING,
        Result.SUCCEEDED,
        Result.DELIVERED,
        Result.FAILED,
        Result.RECIPIENT_RESERVED,
        Result.RECIPIENT_NOT_IDENTIFIED,
        Result.INVALID_EMAIL_FORMAT,
        Result.SUPPRESSED_RECIPIENT,
        Result.TRANSIENT_ERROR,
        Result.BOUNCED,
        Result.FILTERED_SPAM,
        Result.QUARANTINED,
        Result.TTL,
        Result.INVALID_SAS_URL,
        Result.PAYLOAD_TOO_LARGE,
    }
)
SMS_RESULTS = frozenset(
    {
        Result.NEW,
        Result.SENDING,
        Result.ACCEPTED,
        Result.DELIVERED,
        Result.FAILED,
        Result.INVALID_RECIPIENT,
        Result.RECIPIENT_RESERVED,
        Result.BARRED_RECEIVER,
        Result.DELETED,
        Result.EXPIRED,
        Result.UNDELIVERED,
        Result.RECIPIENT_NOT_IDENTIFIED,
        Result.REJECTED,
        Result.TTL,
    }
)
RESULTS_OF = {Medium.EMAIL: EMAIL_RESULTS, Medium.SMS: SMS_RESULTS}
PENDING_RESULTS = frozenset({Result.NEW, Result.SENDING, Result.SUCCEEDED, Result.ACCEPTED})


class Environment(StrEnum):
    """Which of the platform's environments the world plays."""

    PRODUCTION = "production"
    TT02 = "tt02"


class Rules(StrEnum):
    """Whose word counts where the public documents and the recorded services differ."""

    DOCUMENTED = "documented"
    DEPLOYED = "deployed"


class Auth(StrEnum):
    """How much a caller must prove."""

    PERMISSIVE = "permissive"
    STRICT = "strict"


class Lint(StrEnum):
    """What is done about texts that go against Altinn's guidelines."""

    WARN = "warn"
    OFF = "off"
    STRICT = "strict"


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


class Route(StrEnum):
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

    ORDER_TAKEN_UP = "orderTakenUp"
    ORDER_COMPLETED = "orderCompleted"
    ORDER_STOPPED = "orderStopped"
    CONDITION_ASKED = "conditionAsked"
    MESSAGE_SENT = "messageSent"
    RESULT_ARRIVED = "resultArrived"
    EXPIRED = "expired"
    PUBLISHED = "published"
    ORDER_PLACED = "orderPlaced"
    CANCELLED = "cancelled"
