"""The people, organisations and resources of a world.

Source: design/control-api.md, The people: directory.
"""

import json
from dataclasses import dataclass, replace
from typing import Any

from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from mock_server.control.schemas.directory import (
    DirectoryModel,
    EntryModel,
    ExternalIdentityModel,
    OrganizationModel,
    PersonModel,
    ResourceModel,
    UserModel,
    merge_directory,
    shown,
)
from mock_server.control.schemas.parsing import parse_body, parse_json
from mock_server.domain.errors import NotFoundError, UsageError
from mock_server.request_context import world_of
from mock_server.world.directory import Directory, Organization, OrganizationUser


async def get_directory(request: Request) -> Response:
    """Show the whole directory."""
    return JSONResponse(shown(world_of(request).directory))


async def replace_directory(request: Request) -> Response:
    """Let another directory take the place of the whole."""
    return await _merge(request, Directory())


async def patch_directory(request: Request) -> Response:
    """Add entries, or replace those with their key."""
    return await _merge(request, world_of(request).directory)


async def _merge(request: Request, present: Directory) -> Response:
    world = world_of(request)
    asked = await parse_body(request, DirectoryModel)

    world.directory = merge_directory(present, asked)

    return JSONResponse(shown(world.directory))


@dataclass(frozen=True, slots=True)
class DirectoryCollection:
    """One register of the directory: endpoints for its single entries.

    ``name`` is the engine's, ``key`` what the key is called in an entry.
    """

    path: str
    name: str
    shape: type[EntryModel]
    key: str

    async def show(self, request: Request) -> Response:
        """Show one entry."""
        return JSONResponse(shown(self._entry(request)))

    async def put(self, request: Request) -> Response:
        """Add one entry, or replace it."""
        world = world_of(request)
        key = request.path_params["key"]
        asked = await read_entry(request, self.shape, self.key, key)

        whole = DirectoryModel.model_validate({to_camel(self.name): (asked,)})
        world.directory = merge_directory(world.directory, whole)

        return JSONResponse(shown(self._entry(request)))

    async def remove(self, request: Request) -> Response:
        """Take one entry out."""
        self._entry(request)

        getattr(world_of(request).directory, self.name).pop(request.path_params["key"])

        return Response(status_code=204)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of this register."""
        path = f"/_mock/directory/{self.path}/{{key:path}}"
        return [
            Route(path, self.show, methods=["GET"]),
            Route(path, self.put, methods=["PUT"]),
            Route(path, self.remove, methods=["DELETE"]),
        ]

    def _entry(self, request: Request) -> Any:
        key = request.path_params["key"]
        entry = getattr(world_of(request).directory, self.name).get(key)
        if entry is None:
            raise NotFoundError(f"the directory holds no {key!r}; PUT it here, or see {self.path}")
        return entry


async def get_user(request: Request) -> Response:
    """Show one user of an organisation."""
    return JSONResponse(shown(_user(request)))


async def put_user(request: Request) -> Response:
    """Add one user to an organisation, or replace it."""
    asked = await read_entry(request, UserModel, "userId", request.path_params["user_id"])
    organization = _organization(request)

    user: OrganizationUser = asked.to_engine()
    _set_users(request, (*_others(organization, user.user_id), user))

    return JSONResponse(shown(user))


async def delete_user(request: Request) -> Response:
    """Take one user out of an organisation."""
    user = _user(request)

    _set_users(request, _others(_organization(request), user.user_id))

    return Response(status_code=204)


async def read_entry(
    request: Request, shape: type[EntryModel], name: str, key: str | int
) -> EntryModel:
    """Read one entry; its key stands in the path and may be left out of the body.

    Raises:
        MisuseError: if body and path name two, or the body is no such entry.
    """
    document = await parse_body(request, dict[str, Any])
    if document.setdefault(name, key) != key:
        raise UsageError(f"{name}: write {key!r} as the path has it, or leave it out")
    return parse_json(json.dumps(document), shape)


def _organization(request: Request) -> Organization:
    number = request.path_params["number"]
    found = world_of(request).directory.organizations.get(number)
    if found is None:
        raise NotFoundError(
            f"the directory holds no organisation {number!r};"
            f" PUT /_mock/directory/organizations/{number} first"
        )
    return found


def _user(request: Request) -> OrganizationUser:
    organization, user_id = _organization(request), request.path_params["user_id"]
    for user in organization.users:
        if user.user_id == user_id:
            return user
    raise NotFoundError(f"{organization.organization_number} has no user {user_id}; PUT it here")


def _others(organization: Organization, user_id: int) -> tuple[OrganizationUser, ...]:
    return tuple(user for user in organization.users if user.user_id != user_id)


def _set_users(request: Request, users: tuple[OrganizationUser, ...]) -> None:
    organization = _organization(request)
    organizations = world_of(request).directory.organizations
    organizations[organization.organization_number] = replace(organization, users=users)


USER = "/_mock/directory/organizations/{number}/users/{user_id:int}"

routes: list[BaseRoute] = [
    Route("/_mock/directory", get_directory, methods=["GET"]),
    Route("/_mock/directory", replace_directory, methods=["PUT"]),
    Route("/_mock/directory", patch_directory, methods=["PATCH"]),
    Route(USER, get_user, methods=["GET"]),
    Route(USER, put_user, methods=["PUT"]),
    Route(USER, delete_user, methods=["DELETE"]),
    *DirectoryCollection("persons", "persons", PersonModel, "nationalIdentityNumber").routes(),
    *DirectoryCollection(
        "organizations", "organizations", OrganizationModel, "organizationNumber"
    ).routes(),
    *DirectoryCollection(
        "external-identities", "external_identities", ExternalIdentityModel, "urn"
    ).routes(),
    *DirectoryCollection("resources", "resources", ResourceModel, "resourceId").routes(),
]
