"""What happens to an order: registration, processing, sending, delivery."""
