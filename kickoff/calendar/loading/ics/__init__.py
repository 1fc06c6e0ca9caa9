"""Fixtures from iCalendar files (RFC 5545), as they are published. Fetches nothing."""

from kickoff.calendar.loading.ics.entries import Entry
from kickoff.calendar.loading.ics.feed import MAX_BYTES, FeedContent, Selection, SourceZones, read

__all__ = ["MAX_BYTES", "Entry", "FeedContent", "Selection", "SourceZones", "read"]
