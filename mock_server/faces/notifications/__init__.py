"""The Notifications API, as the platform answers it."""
