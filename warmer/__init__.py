"""Keeps N containers of a function warm by N pings in flight at once, and proves it."""
