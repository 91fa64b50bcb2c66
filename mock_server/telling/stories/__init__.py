"""Scenarios: what one is, and playing it against a world."""
