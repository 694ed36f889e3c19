"""Ordered checks that a request must pass."""
