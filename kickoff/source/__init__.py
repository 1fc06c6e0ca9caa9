"""Where calendars come from: a local path, `s3://`, `ssm://` or `appconfig://`."""

from kickoff.source.locations import load, reader, write
from kickoff.source.source import Reading, Source

__all__ = ["Reading", "Source", "load", "reader", "write"]
