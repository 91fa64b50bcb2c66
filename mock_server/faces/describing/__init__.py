"""What the server serves, described: one OpenAPI document of all faces, and a page to read."""
