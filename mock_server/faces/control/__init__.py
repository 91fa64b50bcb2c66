"""What a test may do to a world: ``/_mock``. Source: design/control-api.md."""
