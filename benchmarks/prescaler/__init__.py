"""The prescaler with 6,000 dimensions."""
