"""From the model a client names to the routes that may answer."""
