"""The texts that an app writes: default subject and body, and the tokens of custom texts.

Source: spec/altinn-app.md sections 2.5 and 2.6, verified-app.md section 5; golden/app/functions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mock_server.apps.domain.languages import Language
from mock_server.domain.enums import RuleSet
from mock_server.domain.instant import MAX_INSTANT, Instant, to_datetime, to_norwegian_time
from mock_server.domain.whitespace import is_blank


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenValues:
    """What a text may tell about an instance; ``app_id`` is ``org/app``."""

    app_id: str | None
    owner_name: str | None = None
    service_owner_name: str | None = None
    organisation_number: str | None = None
    person_number: str | None = None
    due: Instant | None = None

    @property
    def app_name(self) -> str | None:
        """Return the app's part of its id; what has no slash names no app."""
        parts = (self.app_id or "").split("/")
        return parts[1] if len(parts) > 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _DefaultTexts:
    subject: str
    opening: str
    owner_opening: str
    organisation: str
    unnamed_organisation: str
    person: str
    unnamed_person: str
    due: str
    closing: str


_NB = _DefaultTexts(
    subject="Nytt skjema opprettet i Altinn",
    opening="Det har blitt opprettet et nytt skjema",
    owner_opening="{} har opprettet et nytt skjema",
    organisation="med organisasjonsnummer",
    unnamed_organisation="avgiver med organisasjonsnummer",
    person="med fødselsnummer",
    unnamed_person="avgiver med fødselsnummer",
    due="med frist",
    closing="- åpne innboksen i Altinn for å se skjemaet.",
)
_NN = _DefaultTexts(
    subject="Nytt skjema opprettet i Altinn",
    opening="Eit nytt skjema har blitt opprettet",
    owner_opening="{} har opprettet eit nytt skjema",
    organisation="med organisasjonsnummer",
    unnamed_organisation="avgiver med organisasjonsnummer",
    person="med fødselsnummer",
    unnamed_person="avgiver med fødselsnummer",
    due="med frist",
    closing="- opne innboksen i Altinn for å sjå skjemaet.",
)
_EN = _DefaultTexts(
    subject="New form created in Altinn",
    opening="A new form has been created",
    owner_opening="{} has created a new form",
    organisation="with organization number",
    unnamed_organisation="for organization with organization number",
    person="with social security number",
    # Upstream's wording: here, unlike for organisations, there is no "for".
    unnamed_person="person with social security number",
    due="with due date",
    closing="- open your Altinn inbox to view the form.",
)
_WORDINGS = {Language.NB: _NB, Language.NN: _NN, Language.EN: _EN}


def default_subject(language: str | None) -> str:
    """Return the subject of an e-mail without a custom one."""
    return _WORDINGS[Language.from_code(language)].subject


def default_body(language: str | None, facts: TokenValues) -> str:
    """Return the body of an e-mail or SMS without a custom one: what is known, in one sentence.

    The app is named by its id here, whatever its title.
    """
    say = _WORDINGS[Language.from_code(language)]
    owner, name = facts.service_owner_name, facts.owner_name
    parts = [say.opening if is_blank(owner) else say.owner_opening.replace("{}", owner or "")]
    if not is_blank(facts.app_name):
        parts.append(f"({facts.app_name})")
    if not is_blank(name):
        parts.append(f"for {name}")
    parts += _number(say, facts, is_named=not is_blank(name))
    if facts.due is not None:
        parts.append(f"{say.due} {_date(facts.due)}")
    return " ".join([*parts, say.closing])


def _number(say: _DefaultTexts, facts: TokenValues, *, is_named: bool) -> list[str]:
    if not is_blank(facts.organisation_number):
        text = say.organisation if is_named else say.unnamed_organisation
        return [f"{text} {facts.organisation_number}"]
    if not is_blank(facts.person_number):
        text = say.person if is_named else say.unnamed_person
        return [f"{text} {facts.person_number}"]
    return []


def replace_tokens(text: str, facts: TokenValues, title: str | None, rules: RuleSet) -> str:
    """Return a custom *text* with its tokens replaced, one after the other, unescaped.

    A value that holds a later token is replaced in its turn. Unknown tokens stay.

    Args:
        text: What the caller wrote.
        facts: What to write for the tokens; what is missing is written as nothing.
        title: The app's title in the language of the text; without one, the app's id counts.
        rules: Decides how a due date is written.
    """
    due = "" if facts.due is None else format_due_date(facts.due, rules)
    for token, value in (
        ("$appName$", facts.app_name if title is None else title),
        ("$instanceOwnerName$", facts.owner_name),
        ("$serviceOwnerName$", facts.service_owner_name),
        ("$orgNumber$", facts.organisation_number),
        ("$personNumber$", facts.person_number),
        ("$socialSecurityNumber$", facts.person_number),
        ("$dueDate$", due),
    ):
        text = text.replace(token, value or "")
    return text


def app_title(titles: Mapping[str, str], language: str | None, rules: RuleSet) -> str | None:
    """Return the title that stands for ``$appName$``, None where the app's id does.

    The seed promises the name in the app's metadata; the library looks where it never is.
    """
    match rules:
        case RuleSet.DOCUMENTED:
            return titles.get(Language.from_code(language))
        case RuleSet.DEPLOYED:
            return None


def format_due_date(due: Instant, rules: RuleSet) -> str:
    """Return what stands for ``$dueDate$``: the seed's plain UTC date, or what is deployed."""
    match rules:
        case RuleSet.DOCUMENTED:
            return _date(due)
        case RuleSet.DEPLOYED:
            return _norwegian_time(due)


def _date(at: Instant) -> str:
    return _dashed(to_datetime(at))


def _norwegian_time(at: Instant) -> str:
    try:
        moment = to_norwegian_time(at)
    except OverflowError:  # The platform stops at the end of the calendar too.
        moment = to_datetime(MAX_INSTANT)
    return f"{_dashed(moment)} {moment:%H:%M:%S}"


def _dashed(day: datetime) -> str:
    return f"{day:%d-%m-}{day.year:04d}"
