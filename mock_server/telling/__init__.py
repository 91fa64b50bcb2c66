"""Matching and the sentences that explain, shared by faces, command line and fixtures."""
