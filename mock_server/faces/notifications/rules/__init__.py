"""What a document must fulfil once it has been read."""
