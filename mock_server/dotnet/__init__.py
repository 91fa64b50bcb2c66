"""How the platform's framework reads and writes: JSON, URIs, dates, problems, media types."""
