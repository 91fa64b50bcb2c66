"""Endpoints of an Altinn app, grouped by resource."""
