"""Small changes of a calendar's text: a fixture is added, moved or cancelled, a level is set."""
