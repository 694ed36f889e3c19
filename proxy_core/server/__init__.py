"""HTTP on the client's side: routes, thin handlers, the SSE writer."""
