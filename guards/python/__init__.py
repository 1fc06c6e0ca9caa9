"""The guard for Python functions."""
