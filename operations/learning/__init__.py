"""Learning of demand: the daily run, and the change to the calendar that a person can apply."""
