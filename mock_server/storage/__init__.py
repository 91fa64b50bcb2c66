"""What has left the platform, and whole worlds, as documents."""
