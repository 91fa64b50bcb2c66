"""Storage of sent messages, and snapshots of worlds."""
