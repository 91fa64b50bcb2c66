"""The inbox as a page for people."""
