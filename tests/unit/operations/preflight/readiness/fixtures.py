"""A match at noon with a window from 11:40 to 14:30, for tests of its evidence."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from kickoff.aws.place import Place
from kickoff.timeline import Fixture, Key, Phase
from operations.preflight.readiness.needs import LevelNeed
from prescaler.model import Dimension

UTC_ZONE = ZoneInfo("UTC")
KICKOFF = datetime(2026, 12, 5, 12, 0, tzinfo=UTC_ZONE)
MINUTE = timedelta(minutes=1)
OPENS = KICKOFF - 20 * MINUTE
CLOSES = KICKOFF + 150 * MINUTE
KEY = Key("prices", "read")
DIMENSION = Dimension(KEY, Place(), "table/prices", "dynamodb:table:ReadCapacityUnits")


def match(name: str = "Leeds v Derby", kickoff: datetime = KICKOFF, **demand: int) -> Fixture:
    """Return a match with a demand of `prices.read`, or of other dimensions by their targets."""
    opens, closes = kickoff - 20 * MINUTE, kickoff + 150 * MINUTE
    return Fixture(
        name,
        "match",
        kickoff,
        kickoff + 120 * MINUTE,
        (Phase(opens, closes, Decimal(1)),),
        {Key(target, "read"): units for target, units in demand.items()} or {KEY: 1200},
    )


def need(level: int = 1200, start: datetime = OPENS, due: datetime = KICKOFF) -> LevelNeed:
    return LevelNeed(level, start, due)
