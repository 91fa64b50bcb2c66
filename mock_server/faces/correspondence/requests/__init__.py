"""What comes in: JSON and forms by the platform's own readers, checked and put in our words."""
