"""The only outbound HTTP."""
