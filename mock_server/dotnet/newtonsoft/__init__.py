"""A JSON reader that behaves as Newtonsoft.Json."""
