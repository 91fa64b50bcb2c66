"""State of one world: clock, schedule, directory, orders, outbox and what a test has configured."""
