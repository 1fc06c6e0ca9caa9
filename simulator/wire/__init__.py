"""What the services say over HTTP: one module a protocol or service."""
