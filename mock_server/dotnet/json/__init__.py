"""Reader and writer of JSON that behave as System.Text.Json."""
