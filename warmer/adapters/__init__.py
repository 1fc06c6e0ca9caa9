"""AWS calls that take and return the types of the warmer."""
