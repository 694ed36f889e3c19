"""What is remembered of an exchange: metadata, never PHI."""
