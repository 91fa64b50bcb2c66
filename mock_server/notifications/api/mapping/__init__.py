"""Mapping of request documents to order requests."""
