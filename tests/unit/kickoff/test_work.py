"""kickoff's work for a plan, and its bill."""

from datetime import timedelta
from itertools import groupby

import pytest

from kickoff.calendar import Calendar
from kickoff.pricing.invoice import MONTH_HOURS, bill
from kickoff.pricing.prices import prices_of
from kickoff.pricing.work import KickoffWork, usage_of, work_of
from tests.unit.kickoff.conftest import Loaded
from tests.unit.kickoff.files import BASE, utc

NOON = utc("2026-12-05 12:00")
HOUR = timedelta(hours=1)
MATCH = "fixtures: [{name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match}]\n"


def work(calendar: Calendar, hours: int) -> dict[str, KickoffWork]:
    """Return the work for each target from noon; a wave every five minutes."""
    groups = groupby(calendar.steps(NOON, NOON + hours * HOUR), key=lambda step: step.key.target)
    return {target: work_of(list(own), waves=12 * hours) for target, own in groups}


def dollars(*works: KickoffWork, region: str = "us-east-1") -> float:
    usage = usage_of(works, MONTH_HOURS)
    return sum(line.dollars for line in bill(usage, MONTH_HOURS, prices_of(region)))


def test_an_hour_of_the_clock_counts_for_each_dimension_that_a_window_touches_in_it(
    loaded: Loaded,
) -> None:
    """The window is from 12:10 to 15:00, for two dimensions of the table and one of its index."""
    found = work(loaded(BASE + MATCH), hours=24)

    assert (found["prices"].dimension_hours, found["prices"].open_hours) == (3 * 24, 3 * 3)
    assert (found["pricing"].pinged_hours, found["pricing"].open_pinged_hours) == (24, 3)


def test_two_steps_of_one_hour_count_it_once(loaded: Loaded) -> None:
    phases = "phases: [{from: kickoff-20m, share: 0.5}, {from: kickoff+10m, share: 1}]"
    calendar = loaded(BASE.replace("lasts: 2h", f"{phases}\n    lasts: 2h") + MATCH)

    assert len(list(calendar.steps(NOON, NOON + 24 * HOUR))) > 3 * 4
    assert work(calendar, hours=24)["prices"].open_hours == 3 * 3


def test_without_targets_the_bill_is_that_of_alarms_and_idle_ticks() -> None:
    assert dollars() == pytest.approx(13 * 0.10 + 1 + 6.75 * 0.30, abs=0.25)
    assert dollars(region="sa-east-1") > dollars() + 13 * 0.035


def test_more_windows_and_more_functions_cost_more() -> None:
    quiet = KickoffWork(dimension_hours=730)
    windows = KickoffWork(dimension_hours=730, open_hours=100)
    pings = KickoffWork(pinged_hours=730, waves=8_760)

    # 100 hours of five to six metrics at 0.30 dollars a month.
    assert dollars(windows) - dollars(quiet) == pytest.approx(100 * 5.5 * 0.30 / 730, rel=0.1)
    # Two metrics, and each wave's calls, logs and seconds.
    assert 0.6 < dollars(quiet, pings) - dollars(quiet) < 1.2
