"""State of one world: clock, schedule, directory, orders, outbox, and configured rules."""
