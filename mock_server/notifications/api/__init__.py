"""The Notifications API over HTTP."""
