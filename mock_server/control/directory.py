"""Endpoints for the directory: persons, organisations, resources.

Source: docs/control-api.md, Directory.
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
    directory_json,
    merge_directory,
)
from mock_server.control.schemas.parsing import parse_body, parse_json
from mock_server.domain.errors import NotFoundError, UsageError
from mock_server.request_context import world_of
from mock_server.world.directory import Directory, Organization, OrganizationUser


async def get_directory(request: Request) -> Response:
    """Get the directory."""
    return JSONResponse(directory_json(world_of(request).directory))


async def replace_directory(request: Request) -> Response:
    """Replace the directory."""
    return await _merge(request, Directory())


async def patch_directory(request: Request) -> Response:
    """Add entries to the directory, or replace those with the same key."""
    return await _merge(request, world_of(request).directory)


async def _merge(request: Request, directory: Directory) -> Response:
    world = world_of(request)
    changes = await parse_body(request, DirectoryModel)

    world.directory = merge_directory(directory, changes)

    return JSONResponse(directory_json(world.directory))


@dataclass(frozen=True, slots=True)
class DirectoryCollection:
    """The endpoints for single entries of one collection of the directory.

    ``name`` is the attribute of ``Directory``, ``key_field`` the JSON field with an entry's key.
    """

    path: str
    name: str
    model: type[EntryModel]
    key_field: str

    async def get(self, request: Request) -> Response:
        """Get an entry of the directory."""
        return JSONResponse(directory_json(self._entry(request)))

    async def put(self, request: Request) -> Response:
        """Add or replace an entry of the directory."""
        world = world_of(request)
        key = request.path_params["key"]
        entry = await parse_entry(request, self.model, self.key_field, key)

        changes = DirectoryModel.model_validate({to_camel(self.name): (entry,)})
        world.directory = merge_directory(world.directory, changes)

        return JSONResponse(directory_json(self._entry(request)))

    async def delete(self, request: Request) -> Response:
        """Delete an entry of the directory."""
        self._entry(request)

        getattr(world_of(request).directory, self.name).pop(request.path_params["key"])

        return Response(status_code=204)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of this collection."""
        path = f"/_mock/directory/{self.path}/{{key:path}}"
        return [
            Route(path, self.get, methods=["GET"]),
            Route(path, self.put, methods=["PUT"]),
            Route(path, self.delete, methods=["DELETE"]),
        ]

    def _entry(self, request: Request) -> Any:
        key = request.path_params["key"]
        entry = getattr(world_of(request).directory, self.name).get(key)
        if entry is None:
            raise NotFoundError(f"{key!r} is not in the directory's {self.path}; add it with PUT")
        return entry


async def get_user(request: Request) -> Response:
    """Get a user of an organisation."""
    return JSONResponse(directory_json(_user(request)))


async def put_user(request: Request) -> Response:
    """Add or replace a user of an organisation."""
    entry = await parse_entry(request, UserModel, "userId", request.path_params["user_id"])
    organization = _organization(request)

    user: OrganizationUser = entry.to_engine()
    _set_users(request, (*_other_users(organization, user.user_id), user))

    return JSONResponse(directory_json(user))


async def delete_user(request: Request) -> Response:
    """Delete a user of an organisation."""
    user = _user(request)

    _set_users(request, _other_users(_organization(request), user.user_id))

    return Response(status_code=204)


async def parse_entry(
    request: Request, model: type[EntryModel], key_field: str, key: str | int
) -> EntryModel:
    """Parse the body of *request* as an entry with *key*; the body can leave the key out.

    Raises:
        UsageError: if the body has another key, or is not valid.
    """
    document = await parse_body(request, dict[str, Any])
    if document.setdefault(key_field, key) != key:
        raise UsageError(f"{key_field}: expected {key!r} as in the path, or no value")
    return parse_json(json.dumps(document), model)


def _organization(request: Request) -> Organization:
    number = request.path_params["number"]
    organization = world_of(request).directory.organizations.get(number)
    if organization is None:
        raise NotFoundError(
            f"organisation {number!r} is not in the directory;"
            f" add it with PUT /_mock/directory/organizations/{number}"
        )
    return organization


def _user(request: Request) -> OrganizationUser:
    organization, user_id = _organization(request), request.path_params["user_id"]
    for user in organization.users:
        if user.user_id == user_id:
            return user
    raise NotFoundError(
        f"organisation {organization.organization_number} has no user {user_id}; add it with PUT"
    )


def _other_users(organization: Organization, user_id: int) -> tuple[OrganizationUser, ...]:
    return tuple(user for user in organization.users if user.user_id != user_id)


def _set_users(request: Request, users: tuple[OrganizationUser, ...]) -> None:
    organization = _organization(request)
    organizations = world_of(request).directory.organizations
    organizations[organization.organization_number] = replace(organization, users=users)


USER_PATH = "/_mock/directory/organizations/{number}/users/{user_id:int}"

routes: list[BaseRoute] = [
    Route("/_mock/directory", get_directory, methods=["GET"]),
    Route("/_mock/directory", replace_directory, methods=["PUT"]),
    Route("/_mock/directory", patch_directory, methods=["PATCH"]),
    Route(USER_PATH, get_user, methods=["GET"]),
    Route(USER_PATH, put_user, methods=["PUT"]),
    Route(USER_PATH, delete_user, methods=["DELETE"]),
    *DirectoryCollection("persons", "persons", PersonModel, "nationalIdentityNumber").routes(),
    *DirectoryCollection(
        "organizations", "organizations", OrganizationModel, "organizationNumber"
    ).routes(),
    *DirectoryCollection(
        "external-identities", "external_identities", ExternalIdentityModel, "urn"
    ).routes(),
    *DirectoryCollection("resources", "resources", ResourceModel, "resourceId").routes(),
]
