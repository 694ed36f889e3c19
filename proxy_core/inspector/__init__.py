"""What the last exchanges held, for whoever looks at them in the window. In memory only."""
