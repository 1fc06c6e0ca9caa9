"""Local times and zones: where a wall clock's reading becomes an instant."""

from datetime import UTC, datetime


def exists(local: datetime) -> bool:
    """Whether a wall clock of the aware time's zone ever shows it (not so in a spring gap)."""
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None) == local.replace(tzinfo=None)


def repeats(local: datetime) -> bool:
    """Whether the zone's wall clock shows it twice (an autumn fold)."""
    offsets = (local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset())
    return exists(local) and offsets[0] != offsets[1]
