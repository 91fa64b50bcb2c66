"""Every recording of the real services, played against the emulator.

What cannot be met stands here by its reason, line by line, and in the README's table of
deviations; a line that is met after all fails too. ``correspondence/corrected`` holds those lines
of Correspondence again, with what the recording lacks put in: the request that had used the key,
the access that a user did not have, the deletion before time moves.
"""

import pytest

from tests.recorded.player import RECORDINGS, differences

FACES = ("notifications", "app", "correspondence")
PARTS = {("notifications", "requests"): 8, ("notifications", "flows"): 4}
# What other tests read in a form of its own.
NOT_LINES = ("functions", "bodies")

# Answered 200 or 409, since an earlier request to the same database had used the idempotency id or
# key. A line is played in a world of its own, where nobody has.
USED_BEFORE = frozenset(
    {
        *(f"f-org-{each}" for each in ("02579", "02580", "02581")),
        *(f"f-email-{each}" for each in ("03081", "03083", "03084")),
        *(f"f-sms-{each}" for each in ("03650", "03652", "03653")),
        *(f"f-ext-{each}" for each in ("04482", "04484", "04485")),
        *("i-sms-05285", "i-sms-05287", "i-email-05633", "i-email-05635"),
        *("corr-prec-single-idem-used", "corr-init-idem-used-unknown-resource"),
    }
)
USED_BEFORE_TOO = "corr-prec-idem-used--"
# Another error comes first there, used key or not.
NOT_THAT_ONE = "corr-prec-idem-used--custom-two-recipients"
# The recorder's user 20002 had no access; the directory beside the recordings permits everybody.
NO_ACCESS = frozenset(
    f"corr-cust-dedup-unauth-{each}"
    for each in (
        "mail-Email-None",
        "mail-Email-Email",
        "mail-Email-Sms",
        "mail-EmailPreferred-Email",
        "mail-EmailPreferred-SmsPreferred",
        "mail-EmailAndSms-Email",
        "mobile-Email-SmsPreferred",
        "mobile-Sms-Sms",
        "mobile-EmailPreferred-SmsPreferred",
        "mobile-EmailAndSms-Email",
        "mobile-EmailAndSms-Sms",
        "mobile-EmailAndSms-SmsPreferred",
    )
)
# The text names the moment at which the recorder's own token expired.
EXPIRY_OF_A_TOKEN = frozenset(
    {"corr-init-auth-02", "corr-init-auth-badbody-02", "corr-flow-check-auth"}
)
# The recorder's stand-in for Notifications answered ``x`` as the reference of every shipment.
REFERENCE_OF_A_STAND_IN = frozenset(
    f"corr-flow-{each}"
    for each in ("basic-person", "check-life-False", "check-fetch-twice", "due-date")
)
# Time moved by a second without any job being run, which no advance of ours does.
NO_JOB_RAN = frozenset({"corr-flow-purge-before-nojobs"})

ALL_OF_THEM = USED_BEFORE | NO_ACCESS | EXPIRY_OF_A_TOKEN | REFERENCE_OF_A_STAND_IN | NO_JOB_RAN


def cannot_be_met(line: str) -> bool:
    if line.startswith(USED_BEFORE_TOO):
        return line != NOT_THAT_ONE
    return line in ALL_OF_THEM


def parts_of_files():
    for face in FACES:
        for path in sorted((RECORDINGS / face).glob("*.jsonl.gz")):
            name = path.name.removesuffix(".jsonl.gz")
            if name not in NOT_LINES:
                parts = PARTS.get((face, name), 1)
                for part in range(parts):
                    yield pytest.param(face, name, part, parts, id=f"{face}-{name}-{part}")


@pytest.mark.parametrize(("face", "name", "part", "parts"), list(parts_of_files()))
def test_the_emulator_answers_as_recorded(face: str, name: str, part: int, parts: int):
    played = differences(face, name, part, parts)
    expected = {line for line in played if cannot_be_met(line) and name != "corrected"}

    assert {line: text for line, text in played.items() if text and line not in expected} == {}
    assert {line for line in expected if played[line] is None} == set()
