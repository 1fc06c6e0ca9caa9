from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)


def at(clock: str, *, day: int = 5) -> datetime:
    """An instant of December 2026, from `HH:MM`."""
    hours, minutes = clock.split(":")
    return datetime(2026, 12, day, int(hours), int(minutes), tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
