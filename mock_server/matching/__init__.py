"""Message filters and the texts of failed expectations."""
