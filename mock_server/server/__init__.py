"""A running server: configuration, worlds, dispatch and background tasks."""
