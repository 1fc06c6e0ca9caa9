"""Events for changed fixtures of a feed, with what changes in capacity and price."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kickoff.timeline import Fixture
from operations.feeds.changes import FixtureChange, capacity_change
from operations.feeds.refresh import Refreshed, RefreshOutcome
from operations.level_changes import LevelChange

_MOST_LEVELS = 20  # EventBridge accepts 256 KB an entry


def feed_events(
    refreshed: Refreshed, at: datetime, region: str | None = None
) -> list[dict[str, Any]]:
    """Return an event for each changed fixture; held changes are marked as such.

    `region` is that of targets without one, for prices.
    """
    if refreshed.outcome not in {RefreshOutcome.ACCEPTED, RefreshOutcome.HELD}:
        return []
    return list(_events(refreshed, at, region))


def _events(refreshed: Refreshed, at: datetime, region: str | None) -> Iterator[dict[str, Any]]:
    for change in refreshed.changes:
        event = {
            "feed": refreshed.name,
            "at": at.isoformat(),
            "change": change.kind.value,
            "fixture": change.name,
            "kickoff_before": _kickoff(change.before),
            "kickoff_after": _kickoff(change.after),
            "held": refreshed.outcome is RefreshOutcome.HELD,
            "reason": refreshed.reason,
        }
        yield event | _capacity(refreshed, change, region)


def _capacity(refreshed: Refreshed, change: FixtureChange, region: str | None) -> dict[str, Any]:
    if refreshed.before is None or refreshed.after is None:
        return {}
    levels, dollars = capacity_change(change, refreshed.before, refreshed.after.in_region(region))
    return {
        "levels": [_level(each) for each in levels[:_MOST_LEVELS]],
        "dollars": round(dollars, 2),
    }


def _level(change: LevelChange) -> dict[str, Any]:
    before, after = change.units
    return {
        **change.key._asdict(),
        "start": change.start.isoformat(),
        "end": change.end.isoformat(),
        "before": before,
        "after": after,
    }


def _kickoff(fixture: Fixture | None) -> str | None:
    return fixture.kickoff.isoformat() if fixture else None
