"""The parts of the distribution that are installed: the client alone, or the server, too."""

from importlib.util import find_spec
from typing import Final

# The modules of the extra ``server``, without the two that only make it faster.
SERVER_MODULES: Final = (
    "starlette",
    "uvicorn",
    "tinydb",
    "jwt",
    "cryptography",
    "typer",
    "rich",
    "python_multipart",
    "sse_starlette",
    "aiosmtplib",
    "websockets",
    "trustme",
)

HOW_TO_INSTALL: Final = "install it with: pip install 'altinn-notifications-mock[server]'"


def missing_module() -> str | None:
    """Return the first module of the server that is not installed, or None."""
    return next((name for name in SERVER_MODULES if find_spec(name) is None), None)
