"""A season through the real prescaler and its cost."""
