"""Models of the calendar file, and the fixtures made from them."""
