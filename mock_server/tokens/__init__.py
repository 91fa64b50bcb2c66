"""Tokens: signing and verification, token exchange, Maskinporten, test token generator."""
