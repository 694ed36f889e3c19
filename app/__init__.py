"""The composition root: where the proxy, the window and the operating system meet."""
