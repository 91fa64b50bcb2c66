"""Recordings of a real environment: made by a proxy, and compared with the mock."""
