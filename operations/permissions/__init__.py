"""The exact resource names that a stack's roles may use."""
