"""Raises slow capacity ahead of kick-off, reads it back, and puts it back after."""
