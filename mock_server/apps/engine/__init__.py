"""What happens to an instance: instantiation, its notification order, changes."""
