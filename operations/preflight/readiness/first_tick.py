"""A stack that has not ticked yet: since when it exists, and whether its first tick is overdue."""

from datetime import UTC, datetime, timedelta

from operations.preflight.readiness.words import lasting

# A tick runs each minute; one may be lost.
FIRST_TICK_WITHIN = timedelta(minutes=3)
WAIT = f"wait: its first tick comes within {FIRST_TICK_WITHIN // timedelta(minutes=1)} minutes"


def describe_age(stack: str, created: datetime, now: datetime) -> str:
    """Return since when a stack exists, and whether its first tick is overdue."""
    since = f"{stack} exists since {created.astimezone(UTC):%Y-%m-%d %H:%MZ}"
    age = now - created
    if age < FIRST_TICK_WITHIN:
        return f"{since}, so {WAIT}"
    return f"{since} ({lasting(age)}), so a tick is overdue: see docs/operations.md#silent"
