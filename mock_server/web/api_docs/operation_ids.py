"""The ids of operations, which generated clients use as method names."""

import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic.alias_generators import to_camel

# The verbs of endpoints that serve several paths.
_VERBS: Final = {
    "get": "get",
    "put": "replace",
    "replace": "replace",
    "append": "add",
    "clear": "clear",
    "delete": "delete",
    "post": "trigger",
}
_NAMES: Final[Mapping[str, str]] = {
    "GET /_mock/ready": "getReady",
    "POST /_mock/inbox/{id}/report": "reportResult",
    "GET /correspondence/api/v1/correspondence": "listCorrespondences",
    "POST /correspondence/api/v1/correspondence": "initializeCorrespondence",
    "POST /correspondence/api/v1/correspondence/upload": "initializeCorrespondenceWithFiles",
    "GET /correspondence/api/v1/correspondence/{correspondenceId}": "getCorrespondence",
    "GET /correspondence/api/v1/correspondence/{correspondenceId}/details": (
        "getCorrespondenceDetails"
    ),
    "GET /correspondence/api/v1/correspondence/{correspondenceId}/content": (
        "getCorrespondenceContent"
    ),
    "POST /correspondence/api/v1/correspondence/{correspondenceId}/markasread": (
        "markCorrespondenceAsRead"
    ),
    "POST /correspondence/api/v1/correspondence/{correspondenceId}/confirm": (
        "confirmCorrespondence"
    ),
    "DELETE /correspondence/api/v1/correspondence/{correspondenceId}/purge": "purgeCorrespondence",
    "GET /correspondence/api/v1/correspondence/{correspondenceId}/notification/check": (
        "checkReminderCondition"
    ),
    "GET /correspondence/api/v1/correspondence/{correspondenceId}/notification/check/main": (
        "checkNotificationCondition"
    ),
    "GET /correspondence/api/v1/correspondence/{correspondenceId}/attachment/downloadall": (
        "downloadAllOfCorrespondence"
    ),
    "POST /{org}/{app}/instances": "createInstance",
    "POST /{org}/{app}/instances/create": "createInstanceSimplified",
    "GET /{org}/{app}/api/v1/notification-webhook-listener/{party}/{guid}": "checkAppCondition",
    "GET /authentication/api/v1/openid/.well-known/openid-configuration/jwks": "getOpenidKeys",
    "GET /maskinporten/jwk": "getMaskinportenKeys",
    "POST /maskinporten/token": "createMaskinportenToken",
    "GET /api/GetEnterpriseToken": "getEnterpriseToken",
    "GET /api/GetPersonalToken": "getPersonalToken",
    "GET /Home/GetTestOrgToken/{org}": "getTestOrgTokenOf",
    "GET /Home/GetTestOrgToken": "getTestOrgToken",
}
_WORD: Final = re.compile(r"[A-Za-z0-9]+")
_VARIABLE: Final = re.compile(r"\{\w+\}")


def operation_id(endpoint: Any, method: str, path: str) -> str:
    """Return the id of an operation, by default the name of its endpoint."""
    given = _NAMES.get(f"{method.upper()} {path}")
    if given is not None:
        return given
    name = endpoint.__name__
    is_shared = name in _VERBS or "<locals>" in endpoint.__qualname__
    if not is_shared:
        return to_camel(name)
    words = _WORD.findall(_VARIABLE.sub("", path.rpartition("/trigger/")[2].removeprefix("/_mock")))
    if path.endswith("}") or name == "append":
        words[-1] = re.sub(r"(ies|s)$", lambda end: "y" if end[0] == "ies" else "", words[-1])
    return to_camel("_".join([_VERBS.get(name, _VERBS[method]), *words]))
