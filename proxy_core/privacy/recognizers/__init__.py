"""Ordered recognizers, one file for each identifier."""
