"""From the bytes of a file to a calendar, or to all of its problems."""
