"""The face of an Altinn App: instances, and the notification of their owners."""
