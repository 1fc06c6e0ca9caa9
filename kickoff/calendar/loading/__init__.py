"""From the bytes of a file to a calendar, or to the list of all its problems."""
