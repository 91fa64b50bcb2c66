"""How System.Text.Json reads and writes JSON."""
