"""The calendar source of a deployed function, from its environment variables."""

from collections.abc import Mapping

from kickoff.aws.sessions import Aws
from kickoff.calendar.sources.calendar_cache import DynamoCalendarCache
from kickoff.calendar.sources.source import Source
from kickoff.pricing.caps import SpendingCaps


def deployed(settings: Mapping[str, str], aws: Aws) -> Source:
    """Return the source at `KICKOFF_CONFIG`; `KICKOFF_LEASE_TABLE` keeps the last good calendar.

    `KICKOFF_FEEDS` is the folder of fetched feeds. A calendar in the bundle is kept too: a person
    reads it there, and a broken one in the next bundle leaves it in force.
    """
    location = settings.get("KICKOFF_CONFIG", "config.yaml")
    table = settings.get("KICKOFF_LEASE_TABLE")
    cache = DynamoCalendarCache(aws, table, location) if table else None
    check = SpendingCaps.from_environment(settings).check
    return Source(location, cache=cache, check=check, feeds=settings.get("KICKOFF_FEEDS") or None)
