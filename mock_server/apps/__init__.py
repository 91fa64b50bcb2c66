"""Altinn Apps: instances and the notification on instantiation."""
