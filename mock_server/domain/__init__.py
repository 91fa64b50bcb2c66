"""Rules of the Notifications platform for orders, recipients and time, in plain Python."""
