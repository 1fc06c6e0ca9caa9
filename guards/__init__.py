"""What a function to be warmed is wrapped in."""
