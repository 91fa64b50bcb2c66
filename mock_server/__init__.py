"""An emulator of Altinn's notification platform, with a clock that tests control."""

__version__ = "0.1.0"
