"""A deployed function's source, as its environment names it."""

from collections.abc import Mapping

from kickoff.aws import Aws
from kickoff.config.caps import Caps
from kickoff.config.files import is_address
from kickoff.source.kept import Kept
from kickoff.source.source import Source


def deployed(settings: Mapping[str, str], aws: Aws) -> Source:
    """`KICKOFF_CONFIG` is where the calendar is, `KICKOFF_LEASE_TABLE` keeps the last good one.

    A calendar in the deployed bundle needs no keeping: it changes with the function alone.
    """
    location = settings.get("KICKOFF_CONFIG", "config.yaml")
    table = settings.get("KICKOFF_LEASE_TABLE")
    kept = Kept(aws, table, location) if table and is_address(location) else None
    return Source(location, memory=kept, caps=Caps.named(settings))
