"""The commands of ``altinn-mock``, one module each."""
