"""The HTTP surfaces: three of Altinn's, and our own beside them."""
