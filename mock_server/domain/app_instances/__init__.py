"""Notification on instantiation: what an app says, to whom, and the order that it builds of it."""
