"""Short calendars."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from kickoff.calendar import Calendar, TableTarget
from kickoff.timeline import Fixture, Key, Phase

KICKOFF = datetime(2026, 12, 5, 15, 0, tzinfo=UTC)
LEAD = timedelta(minutes=20)
OPENS = KICKOFF - LEAD
CLOSES = KICKOFF + timedelta(hours=2)

READ = Key("prices", "read")
WRITE = Key("prices", "write")
INDEX = Key("prices", "by-fixture.write")


@dataclass(frozen=True)
class Fixtures:
    """A feed of given fixtures."""

    given: tuple[Fixture, ...]

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        return [each for each in self.given if each.opens < end and each.closes > start]

    def span(self) -> tuple[datetime | None, datetime | None]:
        return None, None


def match(
    demand: Mapping[Key, int],
    *,
    name: str = "Leeds v Derby",
    kickoff: datetime = KICKOFF,
    lasts: timedelta = CLOSES - KICKOFF,
) -> Fixture:
    """A fixture whose window opens 20 minutes before kick-off and closes at its end."""
    end = kickoff + lasts
    phase = Phase(kickoff - LEAD, end, Decimal(1))
    return Fixture(name, "league-match", kickoff, end, (phase,), demand)


def prices(**extra: object) -> dict[str, Any]:
    """The target of most tests: a table with a read baseline of 50 and a maximum of 4000."""
    return {"table": "prices", "read": {"baseline": 50, "max": 4000}, **extra}


def calendar(
    *fixtures: Fixture, targets: Mapping[str, Mapping[str, Any]] | None = None
) -> Calendar:
    """A calendar of tables; by default `prices` with its read dimension."""
    tables = {
        name: TableTarget.model_validate(target)
        for name, target in (targets if targets is not None else {"prices": prices()}).items()
    }
    bounds = {
        Key(name, dimension): bound
        for name, table in tables.items()
        for dimension, bound in table.bounds().items()
    }
    return Calendar({}, "c0ffee", ZoneInfo("UTC"), tables, bounds, (Fixtures(fixtures),))
