"""URLs of apps, of their condition endpoints and of Storage.

Source: docs/reference/apps.md section 3.3 (F11).
"""

from mock_server.domain.enums import Environment

CONDITION_PATH = "api/v1/notification-webhook-listener"
_HOSTS = {
    Environment.PRODUCTION: "{org}.apps.altinn.no",
    Environment.TT02: "{org}.apps.tt02.altinn.no",
}
_PLATFORMS = {
    Environment.PRODUCTION: "https://platform.altinn.no",
    Environment.TT02: "https://platform.tt02.altinn.no",
}


def condition_endpoint_url(
    environment: Environment, app_id: str, instance_id: str, code: str
) -> str:
    """Return the URL of an instance's condition endpoint; apps always include the port."""
    host = _HOSTS[environment].format(org=app_id.partition("/")[0])
    return f"https://{host}:443/{app_id}/{CONDITION_PATH}/{instance_id}?code={code}"


def connection_refused(environment: Environment) -> str:
    """Return .NET's message for an API of the platform that cannot be reached."""
    return f"Connection refused ({_PLATFORMS[environment].removeprefix('https://')}:443)"


def storage_url(environment: Environment, instance_id: str) -> str:
    """Return the URL of an instance in Storage."""
    return f"{_PLATFORMS[environment]}/storage/api/v1/instances/{instance_id}"


def resource_id(app_id: str) -> str:
    """Return the resource URN of an app."""
    return "urn:altinn:resource:app_" + app_id.replace("/", "_")
