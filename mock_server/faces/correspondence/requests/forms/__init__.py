"""Multipart forms: reading them piece by piece, and binding their fields to a request's type."""
