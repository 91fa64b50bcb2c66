"""The Correspondence API: messages, attachments and their notification orders."""
