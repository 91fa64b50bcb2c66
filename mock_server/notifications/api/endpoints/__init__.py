"""Endpoints of the Notifications API, grouped by resource."""
