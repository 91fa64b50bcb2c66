"""How Newtonsoft.Json reads JSON."""
