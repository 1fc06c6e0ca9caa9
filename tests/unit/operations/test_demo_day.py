"""The demo's result of a day in words, as rows, and as a picture."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from kickoff.timeline import Fixture, Key
from operations.demo_day import day_picture, fixture_rows, format_margin, verdict
from simulator.day.record import AccountSeries, DayRecord, SeriesRecord, WaveRecord
from tests.unit.prescaler.calendars import KICKOFF, match

UTC = ZoneInfo("UTC")
READ, WRITE, WARM = Key("prices", "read"), Key("prices", "write"), Key("pricing", "warm")
BEFORE, MINUTES = 10, 60  # minutes of the record before kick-off, and in all


def series(desired: int, *, ready_at: int, late_at: int, refused: float = 0) -> SeriesRecord:
    """A dimension whose level is there from a minute on; alone, requests are refused until then."""
    return SeriesRecord(
        demand=[float(desired)] * MINUTES,
        desired=[desired] * MINUTES,
        kickoff=AccountSeries([0] * ready_at + [desired] * (MINUTES - ready_at), [0.0] * MINUTES),
        alone=AccountSeries(
            [0] * late_at + [desired] * (MINUTES - late_at),
            [refused] * late_at + [0.0] * (MINUTES - late_at),
        ),
    )


def day(*fixtures: Fixture) -> DayRecord:
    """A day on which kickoff is ready five minutes before the first kick-off."""
    return DayRecord(
        KICKOFF - timedelta(minutes=BEFORE),
        MINUTES,
        fixtures,
        tables={
            READ: series(1000, ready_at=5, late_at=14, refused=100),
            WRITE: series(100, ready_at=5, late_at=14),
        },
        functions={WARM: series(40, ready_at=0, late_at=3, refused=2)},
        waves=[WaveRecord(WARM, 5, 40, 38, 2)],
    )


DEMAND = {READ: 1000, WRITE: 100, WARM: 40}


def test_the_verdict_counts_fixtures_refusals_and_dollars_of_both_accounts() -> None:
    helped, alone, costs = verdict(day(match(DEMAND)))
    assert helped == (
        "With kickoff 1 of 1 fixture had all capacity at kick-off; "
        "0 units throttled, 0 cold starts."
    )
    assert alone == (
        "Without kickoff 0 of 1 fixture had all capacity at kick-off; "
        "1,400 units throttled, 6 cold starts."
    )
    # An hour of 1,000 reads and 100 writes costs 0.195 dollars; 55 and 46 minutes of it were held.
    assert "cost $0.18 with kickoff, $0.15 without, and $0.20 at their highest" in costs


def test_refusals_of_two_fixtures_at_once_count_once() -> None:
    both = match(DEMAND), match(DEMAND, name="Hull v Stoke")
    _, alone, _ = verdict(day(*both))
    assert "0 of 2 fixtures" in alone
    assert "1,400 units throttled, 6 cold starts" in alone


def test_a_fixture_has_a_row_with_kickoff_and_a_row_without() -> None:
    fixture = match(DEMAND)
    helped, alone = fixture_rows(day(fixture).of(fixture), UTC)
    assert helped == [fixture.name, "15:00", "5 min before", "40 of 40", "0", "0"]
    assert alone == ["  without kickoff", "", "4 min late", "-", "1,400", "6"]


@pytest.mark.parametrize(
    ("margin", "words"),
    [(None, "never"), (0, "at kick-off"), (7.0, "7 min before"), (-3.0, "3 min late")],
)
def test_a_margin_is_a_phrase(margin: float | None, words: str) -> None:
    assert format_margin(margin) == words


def test_the_picture_shows_the_dimension_that_was_throttled_most() -> None:
    drawn = day_picture(day(match(DEMAND)), UTC)
    assert "prices.read through the day" in drawn
    assert "capacity, with kickoff" in drawn
    assert "throttled or cold starts, with kickoff" not in drawn
