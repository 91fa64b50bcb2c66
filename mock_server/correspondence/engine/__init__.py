"""Processing of correspondences: creation, publication, notification orders, actions."""
