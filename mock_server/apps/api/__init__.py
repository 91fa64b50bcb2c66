"""The endpoints of an Altinn app over HTTP."""
