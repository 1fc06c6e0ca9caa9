"""Sources of a calendar: a local path, `s3://`, `ssm://` or `appconfig://`."""

from kickoff.calendar.sources.locations import load, reader, write
from kickoff.calendar.sources.source import Reading, Source

__all__ = ["Reading", "Source", "load", "reader", "write"]
