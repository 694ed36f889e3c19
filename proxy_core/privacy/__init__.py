"""The PHI Guard: find it, replace it, put it back."""
