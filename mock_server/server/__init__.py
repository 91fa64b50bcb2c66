"""One running server: configuration, worlds, dispatch and background tasks."""
