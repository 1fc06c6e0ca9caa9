"""A deployed function's source, as its environment names it."""

from collections.abc import Mapping

from kickoff.aws.sessions import Aws
from kickoff.calendar.loading.files import is_address
from kickoff.calendar.sources.kept import DynamoCalendarCache
from kickoff.calendar.sources.source import Source
from kickoff.pricing.caps import SpendingCaps


def deployed(settings: Mapping[str, str], aws: Aws) -> Source:
    """`KICKOFF_CONFIG` is where the calendar is, `KICKOFF_LEASE_TABLE` keeps the last good one.

    A calendar in the deployed bundle needs no keeping: it changes with the function alone.
    """
    location = settings.get("KICKOFF_CONFIG", "config.yaml")
    table = settings.get("KICKOFF_LEASE_TABLE")
    kept = DynamoCalendarCache(aws, table, location) if table and is_address(location) else None
    return Source(location, memory=kept, check=SpendingCaps.named(settings).check)
