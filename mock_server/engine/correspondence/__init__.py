"""The messages of a world: how they come in, are published, notified of, read and deleted."""
