"""Fixtures from iCalendar files (RFC 5545), as they are published. Fetches nothing."""

from kickoff.calendar.loading.ics.entry import FeedEntry
from kickoff.calendar.loading.ics.feed import MAX_BYTES, FeedContent, FeedOptions, Selection, read

__all__ = ["MAX_BYTES", "FeedContent", "FeedEntry", "FeedOptions", "Selection", "read"]
