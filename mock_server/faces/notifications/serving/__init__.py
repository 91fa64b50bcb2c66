"""The endpoints themselves, by what they are about."""
