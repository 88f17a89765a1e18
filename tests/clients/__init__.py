"""Clients that other people's tools make of the API description, and what two linters say of it."""
