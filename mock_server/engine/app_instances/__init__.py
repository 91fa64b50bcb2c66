"""What apps keep and do: instances, their process, and the order that each one places."""
