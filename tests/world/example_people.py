"""The directory of the worked examples, and orders to its persons and organisations.

Source: docs/reference/contacts-and-tokens.md section 1.2, as defined in docs/control-api.md: an
address was verified at ``emailVerifiedAt`` or ``mobileNumberVerifiedAt``, and is up to date without
such a time; main units are not modelled.
"""

from dataclasses import replace

from mock_server.domain.enums import NotificationChannel
from mock_server.domain.instant import parse_instant
from mock_server.domain.orders import Order, OrderRequest, Recipient
from mock_server.world.directory import (
    Directory,
    ExternalIdentity,
    Organization,
    OrganizationUser,
    Permit,
    Person,
    Resource,
)
from tests.world.stage import P, Stage, both

NOW = "2026-06-01T00:00:00Z"
SOPHIE, OLA, RIK, STALE, UNKNOWN = (
    "01039012345",
    "01017512345",
    "08829698278",
    "01899699552",
    "12345678901",
)
FITNESS, OSLO, BERGEN = "897069650", "897069651", "897069652"
TAX_REPORT, APP = "urn:altinn:resource:ttd-tax-report", "urn:altinn:resource:app_ttd_apps-test"
LONG_AGO = parse_instant("2020-01-01T00:00:00Z")


def people() -> Directory:
    """Return the directory of the examples."""
    persons = (
        Person(
            national_identity_number=SOPHIE,
            name="Salt Sophie",
            user_id=1337,
            email="sophie.salt@example.com",
            mobile_number="90001337",
        ),
        Person(
            national_identity_number=OLA,
            email="ola.nordmann@example.com",
            email_verified_at=parse_instant("2023-02-01T00:00:00Z"),
            mobile_number="+4790000001",
            mobile_number_verified_at=parse_instant("2026-03-10T00:00:00Z"),
        ),
        Person(
            national_identity_number=RIK,
            email="rik.forelder@example.com",
            mobile_number="+4790000002",
            is_reserved=True,
        ),
        Person(
            national_identity_number=STALE,
            user_id=1001,
            email="utdatert@example.com",
            email_verified_at=LONG_AGO,
            mobile_number="+4790000000",
            mobile_number_verified_at=LONG_AGO,
        ),
    )
    fitness = Organization(
        organization_number=FITNESS,
        name="DDG Fitness AS",
        email_list=("central@ddgfitness.no",),
        mobile_number_list=("92010000",),
        users=(
            OrganizationUser(user_id=1337, email="sophie@ddgfitness.no", resources=()),
            OrganizationUser(
                user_id=1001, mobile_number="+4790000000", resources=("ttd-tax-report",)
            ),
        ),
    )
    organizations = (
        fitness,
        Organization(organization_number=OSLO, name="DDG Fitness Oslo"),
        Organization(organization_number=BERGEN, name="DDG Fitness Bergen"),
    )
    identities = (
        ExternalIdentity(
            urn="urn:altinn:person:idporten-email:kari@example.com",
            email="kari@example.com",
            mobile_number="+4790000003",
        ),
        ExternalIdentity(urn="urn:altinn:party:username:GammelBruker", mobile_number="40000004"),
    )
    tax_report = Resource(
        resource_id="ttd-tax-report", permits=(Permit(user_id=1337), Permit(user_id=1001))
    )
    return Directory(
        persons={each.national_identity_number: each for each in persons},
        organizations={each.organization_number: each for each in organizations},
        external_identities={each.urn: each for each in identities},
        resources={"ttd-tax-report": tax_report, "app_ttd_apps-test": app()},
    )


def app() -> Resource:
    """Return the app, whose policy permits all users to read and write."""
    return Resource(resource_id="app_ttd_apps-test")


def stage_with_people(now: str = NOW) -> Stage:
    """Return a stage whose world has the directory of the examples."""
    stage = Stage(now)
    stage.world.directory = people()
    return stage


def change_person(stage: Stage, number: str, **details: object) -> None:
    """Change fields of a person in the directory."""
    persons = stage.world.directory.persons
    persons[number] = replace(persons[number], **details)  # type: ignore[arg-type]


def change_organization(stage: Stage, number: str, **details: object) -> None:
    """Change fields of an organisation in the directory."""
    organizations = stage.world.directory.organizations
    organizations[number] = replace(organizations[number], **details)  # type: ignore[arg-type]


def to_one(channel: NotificationChannel, recipient: Recipient, **details: object) -> OrderRequest:
    """Return an order to one recipient, for now, with both texts."""
    return replace(both(NOW, channel, recipient), **details)  # type: ignore[arg-type]


def became(stage: Stage, order: Order) -> list[str]:
    """Pick an order up, and return its notifications, each as channel and address or result."""
    stage.at(NOW, P)
    return [f"{each.channel.value} {each.to or each.result.value}" for each in order.notifications]
