"""What happens to a correspondence: creation, publication, notification orders, actions."""
