"""Stories of the stand-in."""
