"""Endpoints of the Correspondence API, grouped by resource."""
