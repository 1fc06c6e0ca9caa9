"""The cost of the guard for any function."""
