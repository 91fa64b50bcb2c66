"""The Correspondence API: messages to persons and organisations, with their notifications."""
