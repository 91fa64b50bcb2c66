"""From request documents to order requests."""
