"""The workers of Notifications: registration, processing, sending, delivery."""
