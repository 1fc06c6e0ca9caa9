"""Keeps N containers of a function warm by pings in flight at once, and proves it."""
