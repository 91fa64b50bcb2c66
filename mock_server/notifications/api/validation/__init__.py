"""Validation of request documents, with the errors of the Notifications API."""
