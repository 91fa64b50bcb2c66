"""The Correspondence API over HTTP."""
