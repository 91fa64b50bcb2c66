"""Signing and verification of tokens, token exchange, Maskinporten, test token generator."""
