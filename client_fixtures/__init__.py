"""The Python client and pytest fixtures of altinn-notifications-mock."""
