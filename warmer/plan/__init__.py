"""Decides what is due, how many pings are permitted, how long they hold, and the results."""
