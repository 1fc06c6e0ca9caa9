"""The start of a tick in a handler: its instant, and the calendar in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kickoff.calendar import Calendar, ConfigError
from kickoff.calendar.sources import Reading, Source
from kickoff.observability import make_logger, publish

_DAY = timedelta(days=1)
_LOGGED = 20


@dataclass(frozen=True, slots=True)
class Tick:
    """One evaluation of a calendar, at a whole minute in UTC.

    `problem` is the reason why a newer version of the calendar is not used.
    """

    at: datetime
    calendar: Calendar
    problem: str | None = None


def begin(event: Mapping[str, object], source: Source, service: str, now: datetime) -> Tick:
    """Publish the heartbeat, the state of the calendar, and the number of kick-offs.

    `ConfigAge` is published while the calendar is broken, `ConfigUnstored` if its copy failed.
    The instant is the event's `at` (for replays), else its `scheduled_time`, else `now`.

    Raises:
        ConfigError: no calendar can be used.
        ValueError: the event's instant is not ISO 8601 with an offset.
    """
    dimensions = {"Service": service}
    try:
        reading = source.read(now)
    except ConfigError as error:
        publish(dimensions, counts={"Tick": 1, "ConfigBroken": 1})
        make_logger(service).error("no usable calendar", extra={"problems": str(error)})
        raise
    age = {"ConfigAge": (now - reading.at).total_seconds()}
    publish(
        dimensions,
        counts={"Tick": 1, "ConfigBroken": int(reading.broken is not None)},
        seconds=age if reading.broken is not None else {},
    )
    if reading.broken is not None:
        make_logger(service).error(
            "the calendar is broken; the last good one stays in force",
            extra={"problems": str(reading.broken), "configuration": reading.calendar.digest},
        )
    if reading.unkept is not None:
        publish(dimensions, counts={"ConfigUnstored": 1})
        make_logger(service).warning(
            "the calendar is not stored; a cold start with a broken calendar would have none",
            extra={"reason": reading.unkept, "configuration": reading.calendar.digest},
        )
    at = instant(event, now)
    _report_feeds(reading, at, service)
    end = at + timedelta(minutes=1)
    fixtures = reading.calendar.fixtures(at, end)
    if kickoffs := sum(at <= fixture.kickoff < end for fixture in fixtures):
        publish(dimensions, counts={"Kickoffs": kickoffs})
    problem = None if reading.broken is None else str(reading.broken.problems[0])
    return Tick(at, reading.calendar, problem)


def _report_feeds(reading: Reading, at: datetime, service: str) -> None:
    """Count what is left out of feeds or clamped; log it once for each version of the calendar.

    Entries of past days concern nobody. `FeedProblemsSoon` counts those within two days.
    """
    today, calendar = at.date(), reading.calendar
    problems = [p for p in calendar.feed_problems if p.concerns(today - _DAY)]
    soon = sum(p.concerns(today - _DAY, today + 2 * _DAY) for p in problems)
    if not problems and not calendar.clamped:
        return
    counts = {"FeedProblems": len(problems), "FeedProblemsSoon": soon}
    publish({"Service": service}, counts=counts | {"FeedsClamped": len(calendar.clamped)})
    if reading.is_new:
        make_logger(service).warning(
            "entries of feeds are left out, or levels are clamped; correct the feed or the max",
            extra={
                "left_out": list(map(str, problems[:_LOGGED])),
                "clamped": calendar.clamped[:_LOGGED],
                "configuration": calendar.digest,
            },
        )


def instant(event: Mapping[str, object], now: datetime) -> datetime:
    """Return the whole minute of an event."""
    written = event.get("at") or event.get("scheduled_time")
    if written is None:
        return now.replace(second=0, microsecond=0)
    try:
        moment = datetime.fromisoformat(str(written))
        if moment.tzinfo is not None:
            return moment.astimezone(UTC).replace(second=0, microsecond=0)
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"{written!r} is not an instant, such as 2026-12-05T12:10:00Z")
