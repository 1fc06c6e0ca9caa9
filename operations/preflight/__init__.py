"""The coming days of the calendar against the account: what will not hold, while there is time."""
