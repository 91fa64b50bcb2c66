"""Texts of an app's messages: default subject and body, and the tokens of custom texts.

Source: docs/reference/apps.md sections 2.5 and 2.6; tests/recordings/app/functions.jsonl.gz.
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
    """Values of the tokens in a text; ``app_id`` is ``org/app``."""

    app_id: str | None
    owner_name: str | None = None
    service_owner_name: str | None = None
    organisation_number: str | None = None
    person_number: str | None = None
    due: Instant | None = None

    @property
    def app_name(self) -> str | None:
        """Return the app part of ``org/app``, or None if the id has no slash."""
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
    # Altinn's wording: unlike for organisations, the text has no "for".
    unnamed_person="person with social security number",
    due="with due date",
    closing="- open your Altinn inbox to view the form.",
)
_DEFAULT_TEXTS = {Language.NB: _NB, Language.NN: _NN, Language.EN: _EN}


def default_subject(language: str | None) -> str:
    """Return the default subject of an e-mail."""
    return _DEFAULT_TEXTS[Language.from_code(language)].subject


def default_body(language: str | None, values: TokenValues) -> str:
    """Return the default body of an e-mail or SMS.

    It names the app by its id, even if the app has a title.
    """
    texts = _DEFAULT_TEXTS[Language.from_code(language)]
    owner, name = values.service_owner_name, values.owner_name
    parts = [texts.opening if is_blank(owner) else texts.owner_opening.replace("{}", owner or "")]
    if not is_blank(values.app_name):
        parts.append(f"({values.app_name})")
    if not is_blank(name):
        parts.append(f"for {name}")
    parts += _identifier_phrase(texts, values, has_name=not is_blank(name))
    if values.due is not None:
        parts.append(f"{texts.due} {_format_date(values.due)}")
    return " ".join([*parts, texts.closing])


def _identifier_phrase(texts: _DefaultTexts, values: TokenValues, *, has_name: bool) -> list[str]:
    if not is_blank(values.organisation_number):
        text = texts.organisation if has_name else texts.unnamed_organisation
        return [f"{text} {values.organisation_number}"]
    if not is_blank(values.person_number):
        text = texts.person if has_name else texts.unnamed_person
        return [f"{text} {values.person_number}"]
    return []


def replace_tokens(text: str, values: TokenValues, title: str | None, rules: RuleSet) -> str:
    """Return a custom *text* with its tokens replaced one after another, without escaping.

    A later token inside a value is replaced too. Unknown tokens are kept.

    Args:
        text: The custom text in the request.
        values: Values of the tokens; a missing value becomes an empty string.
        title: The app's title in the language of the text; if None, the app's name is used.
        rules: Determines the format of the due date.
    """
    due = "" if values.due is None else format_due_date(values.due, rules)
    for token, value in (
        ("$appName$", values.app_name if title is None else title),
        ("$instanceOwnerName$", values.owner_name),
        ("$serviceOwnerName$", values.service_owner_name),
        ("$orgNumber$", values.organisation_number),
        ("$personNumber$", values.person_number),
        ("$socialSecurityNumber$", values.person_number),
        ("$dueDate$", due),
    ):
        text = text.replace(token, value or "")
    return text


def app_title(titles: Mapping[str, str], language: str | None, rules: RuleSet) -> str | None:
    """Return the title for ``$appName$``, or None if the app's name is used.

    The documentation promises the title in the app's metadata; the deployed library never finds it.
    """
    match rules:
        case RuleSet.DOCUMENTED:
            return titles.get(Language.from_code(language))
        case RuleSet.DEPLOYED:
            return None


def format_due_date(due: Instant, rules: RuleSet) -> str:
    """Return the text for ``$dueDate$``: a UTC date, or in deployed apps a Norwegian date-time."""
    match rules:
        case RuleSet.DOCUMENTED:
            return _format_date(due)
        case RuleSet.DEPLOYED:
            return _format_norwegian_time(due)


def _format_date(at: Instant) -> str:
    return _format_dashed_date(to_datetime(at))


def _format_norwegian_time(at: Instant) -> str:
    try:
        local_time = to_norwegian_time(at)
    except OverflowError:  # Altinn also uses the end of the calendar.
        local_time = to_datetime(MAX_INSTANT)
    return f"{_format_dashed_date(local_time)} {local_time:%H:%M:%S}"


def _format_dashed_date(day: datetime) -> str:
    return f"{day:%d-%m-}{day.year:04d}"
