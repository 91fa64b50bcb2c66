"""A pytest plugin that hides uvloop and httptools, which do not exist on Windows."""

import sys

for name in ("uvloop", "httptools"):
    sys.modules[name] = None  # type: ignore[assignment]
