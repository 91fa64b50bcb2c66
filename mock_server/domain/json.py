"""The type of a JSON object, for all modules that read or write one."""

from typing import Any

Json = dict[str, Any]
