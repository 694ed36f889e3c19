"""The proxy: no Qt, nothing of app or ui; usable and testable headless."""
