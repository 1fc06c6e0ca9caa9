"""How long before kick-off a raise must begin.

DynamoDB documents that up to warm throughput a raise is instant, and nothing of how long one above
it takes: partitions split, and one carries 3,000 reads or 1,000 writes a second. These leads are
kickoff's own, meant to be safe.
"""

from datetime import timedelta

from prescaler.model import Capacity, Dimension

_OF_A_PARTITION = {True: 3_000, False: 1_000}  # by whether it is reads
# The most a raise may be, as a multiple of what the table takes at once, and the lead it needs.
_BY_MULTIPLE = (
    (1, timedelta(0)),
    (2, timedelta(minutes=15)),
    (4, timedelta(minutes=30)),
)
_LONGEST = timedelta(minutes=60)
LEADS = (timedelta(minutes=15), timedelta(minutes=30), _LONGEST)


def needed(dimension: Dimension, capacity: Capacity, level: int) -> timedelta:
    """The lead before the level is due; none within warm throughput, or for a function."""
    if dimension.service != "dynamodb":
        return timedelta(0)
    at_once = max(capacity.warm or 0, capacity.provisioned)
    return above(level, at_once, reads=dimension.reads)


def above(level: int, at_once: int, *, reads: bool) -> timedelta:
    """The lead of a raise to a level, where so much is taken at once; a partition always is."""
    at_once = max(at_once, _OF_A_PARTITION[reads])
    return next((lead for most, lead in _BY_MULTIPLE if level <= most * at_once), _LONGEST)
