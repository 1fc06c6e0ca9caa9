"""Lambda's protocol."""
