"""From valid documents to orders in the domain's words."""
