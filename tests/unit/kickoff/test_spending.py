"""The highest possible spending: on a day with one match, and in two days of any calendar."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kickoff.calendar import Calendar, FunctionTarget, load
from kickoff.pricing import spending
from tests.unit.kickoff.conftest import Loaded
from tests.unit.kickoff.files import BASE, utc
from tests.unit.kickoff.strategies import calendars

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_EVERY = ["5m", "7m", "*/5 8-23 * * *", "15 1 * * *"]
_GB_MINUTE = 10 * 60 * 0.0000041667
_PING = 0.0000002 + 0.1 * 10 * 0.0000166667 + 0.5 * 340 / 2**30


MATCH = "fixtures: [{name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match}]\n"


def cost(calendar: Calendar) -> Mapping[str, float]:
    """Return the cost of a day: 2 h 50 min of 1,200, 400 and 400 units, 40 containers."""
    day = utc("2026-12-05 00:00")
    bill = spending.most_expensive_day(calendar, spending.steps(calendar, day, day + _DAY))
    assert bill is not None
    return bill.by


def test_capacity_is_paid_by_the_hour(loaded: Loaded) -> None:
    by = cost(loaded(BASE + MATCH))
    assert by["read"] == pytest.approx((24 * 50 + 1150 * 17 / 6) * 0.00013)
    assert by["write"] == pytest.approx((24 * 40 + 760 * 17 / 6) * 0.00065)


def test_provisioned_concurrency_is_paid_in_steps_of_five_minutes_at_the_largest_memory(
    loaded: Loaded,
) -> None:
    text = BASE.replace(
        "warm: {baseline: 2,", "provisioned: {baseline: 0, max: 9}, warm: {baseline: 2,"
    )
    asked = text.replace("pricing: {warm: 40}", "pricing: {provisioned: 9}")
    by = cost(loaded(asked.replace("lasts: 2h", "lasts: 2h1m") + MATCH))
    assert by["provisioned"] == pytest.approx(9 * 175 * _GB_MINUTE)


@pytest.mark.parametrize(
    ("every", "pings"),
    [
        ("5m", 288 * 2 + 34 * 38),
        ("1m", 1440 * 2 + 170 * 38),
        ('"*/5 * * * *"', 288 * 2 + 34 * 38),
        ('"*/5 12-13 * * SAT"', 2 * 2 + 22 * 40),
        ('"*/5 * * * SUN"', 0),
    ],
)
def test_each_due_ping_is_paid(loaded: Loaded, every: str, pings: int) -> None:
    calendar = loaded(BASE.replace("every: 5m", f"every: {every}") + MATCH)
    assert cost(calendar)["pings"] == pytest.approx(pings * _PING)


def test_optional_warm_throughput_is_paid_once_at_its_highest(loaded: Loaded) -> None:
    by = cost(loaded(BASE.replace("table: prices", "table: prices\n    prewarm: true") + MATCH))
    assert by["warm throughput"] == pytest.approx(1_200 * 0.00013 + 800 * 0.00065)


def test_warm_throughput_is_paid_in_each_region_of_a_table(loaded: Loaded) -> None:
    america = "  america: {table: prices, region: us-east-1, read: {baseline: 50, max: 4000}}\n"
    text = BASE.replace("table: prices", "table: prices\n    prewarm: true")
    by = cost(loaded(text.replace("profiles:", f"{america}profiles:", 1) + MATCH))
    assert by["warm throughput"] == pytest.approx(2 * (1_200 * 0.00013 + 800 * 0.00065))


def _units(calendar: Calendar, at: datetime) -> dict[str, int]:
    """Return the levels at an instant, with learned demand at its max."""
    asked = {"read": 0, "write": 0, "provisioned": 0, "warm": 0}
    for key, level in calendar.levels(at).items():
        learns = calendar.targets[key.target].demand == "auto"
        most = calendar.bounds[key].maximum if learns else 0
        asked[key.dimension.split(".")[-1]] += max(level.value, most)
    return asked


def _dollars(calendar: Calendar, day: datetime) -> dict[str, float]:
    """Return the cost of the minutes of a day."""
    pricing = calendar.targets["pricing"]
    assert isinstance(pricing, FunctionTarget)
    assert pricing.warm is not None
    spent = {"read": 0.0, "write": 0.0, "provisioned": 0.0, "pings": 0.0}
    for minute in range(_DAY // _MINUTE):
        at = day + minute * _MINUTE
        asked = _units(calendar, at)
        spent["read"] += asked["read"] * 0.00013 / 60
        spent["write"] += asked["write"] * 0.00065 / 60
        spent["provisioned"] += asked["provisioned"] * _GB_MINUTE
        if pricing.warm.every.due(at, calendar.zone):
            spent["pings"] += asked["warm"] * _PING
    return spent


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    made=calendars(),
    every=st.sampled_from(_EVERY),
    demands=st.tuples(*[st.sampled_from(["written", "auto"])] * 2),
)
def test_two_days_agree_with_a_sum_minute_by_minute(
    tmp_path: Path, made: tuple[dict[str, Any], datetime], every: str, demands: tuple[str, str]
) -> None:
    data, midnight = made
    data["targets"]["pricing"]["warm"]["every"] = every
    for target, demand in zip(data["targets"].values(), demands, strict=True):
        target["demand"] = demand
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    calendar = load(path, deployed=True)
    days = [midnight.replace(tzinfo=UTC), midnight.replace(tzinfo=UTC) + _DAY]
    steps = spending.steps(calendar, days[0], days[1] + _DAY)

    at_once = [_units(calendar, days[0] + each * _MINUTE) for each in range(2 * _DAY // _MINUTE)]
    most = spending.highest_capacity(steps)
    assert most is not None
    assert most.units == max(each["read"] + each["write"] for each in at_once)

    bill = spending.most_expensive_day(calendar, steps)
    assert bill is not None
    minutes = {day.date(): _dollars(calendar, day) for day in days}
    assert bill.total >= max(sum(each.values()) for each in minutes.values()) - 1e-9
    found = minutes[bill.day]
    assert bill.by == pytest.approx({**found, "provisioned": bill.by["provisioned"]})
    # Provisioned concurrency is billed in steps of five minutes: slightly more.
    assert found["provisioned"] <= bill.by["provisioned"] + 1e-9
    assert bill.by["provisioned"] <= found["provisioned"] * 5 + 1e-9


def test_a_calendar_without_targets_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("version: 1\n")
    now = datetime(2026, 12, 1, tzinfo=ZoneInfo("UTC"))
    assert spending.highest_capacity([]) is None
    assert (
        spending.most_expensive_day(load(path), spending.steps(load(path), now, now + _DAY)) is None
    )
