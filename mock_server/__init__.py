"""A test double of Altinn's notification platform, under a clock that the test controls."""

__version__ = "0.1.0"
