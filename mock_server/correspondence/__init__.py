"""The emulated Correspondence API: messages, attachments and their notification orders."""
