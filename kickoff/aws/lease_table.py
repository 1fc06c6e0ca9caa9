"""The kinds of items in the lease table. The key of any item but a lease begins with its kind."""

CALENDAR = "calendar|"  # the last good calendar
TEXT = "memo|"  # texts by name, such as learned growth
WARMER = "warmer|"  # what all warmers know of each other
# The two keys of a person's orders, beside the leases.
PAUSE = "pause"
STOP = "stop"


def is_lease(key: str) -> bool:
    """Return whether a key is that of a lease, or of an order beside the leases."""
    return not key.startswith((CALENDAR, TEXT, WARMER))
