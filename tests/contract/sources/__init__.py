"""One contract for every source of a calendar."""
