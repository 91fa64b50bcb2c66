"""The command `altinn-mock`."""
