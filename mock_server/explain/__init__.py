"""Explanations of why messages were sent, are pending or are suppressed."""
