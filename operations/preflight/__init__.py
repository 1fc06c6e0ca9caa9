"""The daily check: the coming days of the calendar against the limits of the account."""
