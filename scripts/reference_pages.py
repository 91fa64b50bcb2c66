"""The pages of the documentation that are made from the code: people, settings, commands, errors
and decisions.

python -m scripts.reference_pages writes them; a test compares them with what it would write.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from typer.core import TyperGroup
from typer.main import get_command

from client_fixtures.setup import KEYS
from mock_server.cli.main import make_cli
from mock_server.control.schemas.settings import SettingsModel
from mock_server.correspondence.domain import errors as correspondence_errors
from mock_server.correspondence.domain.errors import ErrorDefinition
from mock_server.notifications.api import error_responses
from mock_server.world.settings import WorldSettings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
MADE = "<!-- Made by scripts/reference_pages.py; change that file or the code, not this page. -->"
SINCE = "2024-07-05"  # 18 months before the clock of the fixtures


def table(header: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> str:
    """Return a Markdown table."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines).replace(
        "|  |", "| |"
    )


def page(title: str, *parts: str) -> str:
    """Return a page of Markdown."""
    return "\n\n".join((f"# {title}", MADE, *parts)) + "\n"


def people_page() -> str:
    """Return the page of the default directory."""
    directory = json.loads((ROOT / "mock_server/data/directory.json").read_text(encoding="utf-8"))
    persons = (
        (
            f"`{each['nationalIdentityNumber']}`",
            each["name"],
            each.get("email") or "none",
            each.get("mobileNumber") or "none",
            each.get("language", "nb"),
            _remark(each),
        )
        for each in directory["persons"]
    )
    organizations = (
        (
            f"`{each['organizationNumber']}`",
            each["name"],
            ", ".join(each["emailList"]) or "none",
            ", ".join(each["mobileNumberList"]) or "none",
        )
        for each in directory["organizations"]
    )
    users = (
        (
            organization["name"],
            f"`{each['nationalIdentityNumber']}`",
            each["email"] or "none",
            each["mobileNumber"] or "none",
            "all" if each["resources"] == ["*"] else ", ".join(each["resources"]),
        )
        for organization in directory["organizations"]
        for each in organization["users"]
    )
    identities = (
        (f"`{each['urn']}`", each["email"] or "none", each["mobileNumber"] or "none")
        for each in directory["externalIdentities"]
    )
    resources = (
        (
            f"`{each['resourceId']}`",
            each["title"]["nb"],
            each["confidential"],
            "all users" if "permits" not in each else f"{len(each['permits'])} user",
        )
        for each in directory["resources"]
    )
    owners = (
        (f"`{each['org']}`", f"`{each['organizationNumber']}`", each["name"]["en"])
        for each in directory["serviceOwners"]
    )
    apps = (
        (f"`{each['org']}/{each['app']}`", each["title"]["nb"], _types(each))
        for each in directory["apps"]
    )
    return page(
        "People of the default directory",
        "A new world has these people. They do not exist; the numbers are synthetic. Replace them"
        " with `--directory`, `@pytest.mark.altinn(directory=…)` or `PUT /_mock/directory`, add to"
        " them with `altinn.person(…)` or `PATCH /_mock/directory`.",
        "## Persons",
        table(("Number", "Name", "E-mail", "Mobile", "Language", "Note"), persons),
        "## Organisations",
        table(("Number", "Name", "E-mail", "Mobile"), organizations),
        "### Users of organisations",
        table(("Organisation", "Person", "E-mail", "Mobile", "Notified about"), users),
        "## External identities",
        table(("URN", "E-mail", "Mobile"), identities),
        "## Resources",
        table(("Id", "Title", "Confidential", "May read"), resources),
        "## Service owners",
        table(("Org", "Number", "Name"), owners),
        "## Apps",
        "Any other app exists, too, with no limits.",
        table(("App", "Title", "Data types"), apps),
        "## Magic recipients",
        "There are none: no number or address fails by itself. Use outcomes and faults"
        " ([Test bounces and outages](how-to/failures.md)).",
    )


def _remark(person: dict[str, Any]) -> str:
    if person.get("isReserved"):
        return "reserved"
    if not person.get("email") and not person.get("mobileNumber"):
        return "has no address"
    if person.get("emailVerifiedAt", SINCE) < SINCE:
        return f"addresses confirmed {person['emailVerifiedAt'][:4]}, more than 18 months ago"
    return ""


def _types(app: dict[str, Any]) -> str:
    return ", ".join(each["id"] for each in app["dataTypes"])


def settings_page() -> str:
    """Return the page of the settings of a world."""
    schema = SettingsModel.model_json_schema(by_alias=True)
    defaults = SettingsModel().model_dump(mode="json", by_alias=True)
    senders = WorldSettings()
    defaults["defaultEmailFromAddress"] = senders.default_email_from_address
    defaults["defaultSmsSender"] = senders.default_sms_sender
    rows = (
        (f"`{name}`", f"`{_default(defaults[name])}`", _meaning(name))
        for name in schema["properties"]
    )
    return page(
        "Settings",
        "The settings of a world. Read and change them with `GET` and `PATCH /_mock/settings`, in"
        " Python with `altinn.settings(…)` in snake case. New worlds get those of the server's"
        " [options](command-line.md#altinn-mock-serve).",
        table(("Setting", "Default", "Meaning"), rows),
        "## The marker of pytest",
        "`@pytest.mark.altinn(…)` takes " + ", ".join(f"`{key}`" for key in KEYS) + ".",
    )


def _meaning(name: str) -> str:
    """Return what the page of the control API says about a setting."""
    text = (DOCS / "control-api.md").read_text(encoding="utf-8")
    for row in text.partition("\n| Setting | Values |\n")[2].partition("\n\n")[0].splitlines():
        names, _, meaning = row.strip("| ").partition(" | ")
        if f"`{name}`" in names:
            return meaning
    raise LookupError(f"docs/control-api.md does not describe the setting {name}")


def _default(value: object) -> str:
    match value:
        case dict():
            return ", ".join(str(each)[:5] for each in value.values())
        case None:
            return "null"
        case 0:
            return "PT0S"
        case _:
            return str(value)


def commands_page() -> str:
    """Return the page of the command line."""
    group = get_command(make_cli())
    assert isinstance(group, TyperGroup)
    parts = []
    for name, command in group.commands.items():
        parts += [f"## altinn-mock {name}", _sentence(command.help)]
        if command.params:
            rows = ((_names(each), _variable(each), _help(each)) for each in command.params)
            parts.append(table(("Option", "Variable", "Meaning"), rows))
    return page(
        "Command line",
        "`altinn-mock --install-completion` installs shell completion; `--version` prints the"
        " version. Output is a table on a terminal, plain text in a pipe and JSON with `--json`.",
        "Exit status: 0 success, 1 failure, 2 an invalid call.",
        *parts,
    )


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split())


def _names(option: Any) -> str:
    if option.param_type_name == "argument":
        return f"`{option.name.upper()}`"
    return ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))


def _variable(option: Any) -> str:
    return f"`{option.envvar}`" if option.envvar else ""


def _help(option: Any) -> str:
    text = _sentence(option.help).replace("|", "\\|")
    shown = option.default if isinstance(option.default, str | int | float) else None
    return f"{text} Default: `{shown}`." if shown not in (None, "", False) else text


def errors_page() -> str:
    """Return the page of error codes."""
    coded = sorted(error_responses._CODED.values(), key=lambda each: each.code)
    notifications = ((f"`{each.code}`", each.status, each.title) for each in coded)
    definitions = {
        each.code: each
        for each in vars(correspondence_errors).values()
        if isinstance(each, ErrorDefinition)
    }
    correspondence = (
        (f"`{code}`", each.status, each.message.replace("|", "\\|"))
        for code, each in sorted(definitions.items())
    )
    return page(
        "Errors",
        "What the emulated APIs answer, and what to look at.",
        "## Statuses",
        table(
            ("Status", "Means"),
            iter(
                [
                    ("400", "The request is invalid; the body names the field or has a code"),
                    ("401", "No token, or one that is invalid or expired (with `--auth strict`)"),
                    ("403", "The token lacks a scope, or its owner may not do this"),
                    ("404", "Unknown path or id, or an id of another service owner"),
                    ("409", "The state does not permit it: too late to cancel, a repeated key"),
                    ("415", "Wrong or missing `Content-Type`"),
                    ("422", "No address was found for a recipient"),
                    ("500", "Altinn fails on this input, and the mock does the same"),
                    ("503", "A gateway did not accept an instant message"),
                ]
            ),
        ),
        "## Codes of Notifications",
        table(("Code", "Status", "Title"), notifications),
        "## Codes of Correspondence",
        table(("Code", "Status", "Message"), correspondence),
        "Requests to `/_mock` are answered with a problem document whose `detail` says what is"
        " expected. See [Troubleshooting](troubleshooting.md).",
    )


def decisions_page() -> str:
    """Return the list of decisions."""
    titles = (
        f"* [{_title(path)}](adr/{path.name})" for path in sorted((DOCS / "adr").glob("*.md"))
    )
    return page(
        "Decisions",
        "Records of decisions: the situation, what was decided, the reasons and the costs.",
        "\n".join(titles),
    )


def _title(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


PAGES: dict[str, Callable[[], str]] = {
    "people.md": people_page,
    "settings.md": settings_page,
    "command-line.md": commands_page,
    "errors.md": errors_page,
    "decisions.md": decisions_page,
}


def main() -> None:
    """Write the pages."""
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
