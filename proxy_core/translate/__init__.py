"""Anthropic Messages to and from other wires."""
