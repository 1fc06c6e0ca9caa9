"""Fixture lists of other formats, read into a calendar."""
