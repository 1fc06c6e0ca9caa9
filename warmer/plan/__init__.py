"""Deciding: what is due, how many pings that may be, how long they hold, what came of them."""
