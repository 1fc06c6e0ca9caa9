"""The memory of a warmer process."""
