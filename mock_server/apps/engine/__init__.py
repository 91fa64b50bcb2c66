"""Instances of apps: instantiation, notification order and changes."""
