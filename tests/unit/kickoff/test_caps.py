"""A day of the calendar: baselines of 50, 20 and 20 units, 1,200, 400 and 400 for 2 h 50 min.

Two containers are pinged every five minutes, 40 for these 2 h 50 min.
"""

from pathlib import Path

from kickoff.calendar import Calendar, ConfigError
from kickoff.calendar.sources import Source
from kickoff.pricing.caps import SpendingCaps
from tests.unit.kickoff.conftest import Loaded
from tests.unit.kickoff.files import BASE, utc

MATCH = "- {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match}\n"
DAY = f"{BASE}fixtures:\n{MATCH}"
# 24 h of baselines, and 2 h 50 min of the demand above them.
CAPACITY = 24 * (50 * 0.00013 + 40 * 0.00065) + (17 / 6) * (1150 * 0.00013 + 760 * 0.00065)
# A request, a tenth of a second of 10,240 MB, and 340 bytes of logs.
PING = 0.0000002 + 0.1 * 10 * 0.0000166667 + 0.5 * 340 / 2**30
DOLLARS = CAPACITY + (288 * 2 + 34 * 38) * PING


def refusal(caps: SpendingCaps, calendar: Calendar, now: str = "2026-12-01 09:00") -> str:
    """Return the error for a calendar; empty if it passes."""
    try:
        caps.check(calendar, "config.yaml", utc(now))
    except ConfigError as error:
        return str(error)
    return ""


def test_a_calendar_under_the_caps_passes(loaded: Loaded) -> None:
    assert refusal(SpendingCaps(2_000, DOLLARS + 0.01), loaded(DAY)) == ""
    assert refusal(SpendingCaps(), loaded(DAY)) == ""


def test_more_capacity_units_than_the_stack_allows_are_refused(loaded: Loaded) -> None:
    assert "need 2,000 capacity units at 2026-12-05 12:10Z; accepted: 1,999" in refusal(
        SpendingCaps(units=1_999), loaded(DAY)
    )


def test_a_day_above_the_cap_is_refused_with_its_costs_by_kind(
    loaded: Loaded,
) -> None:
    message = refusal(SpendingCaps(dollars_a_day=DOLLARS - 0.01), loaded(DAY))
    assert f"would cost {DOLLARS:.2f} dollars on 2026-12-05 (read 0.58, write 2.02, " in message
    assert f"pings {DOLLARS - CAPACITY:.2f})" in message


def test_a_day_is_priced_in_the_region_of_the_stack_or_of_the_target(loaded: Loaded) -> None:
    here = SpendingCaps(dollars_a_day=DOLLARS + 0.01, region="sa-east-1")
    assert f"(read {1.5 * 0.5797:.2f}, write " in refusal(here, loaded(DAY))
    there = DAY.replace("table: prices", "table: prices\n    region: us-east-1").replace(
        "function: pricing,", "function: pricing, region: us-east-1,"
    )
    assert refusal(here, loaded(there)) == ""


def test_the_region_of_the_stack_comes_from_its_environment() -> None:
    assert SpendingCaps.from_environment({"AWS_REGION": "eu-west-1"}).region == "eu-west-1"


def test_two_exceeded_caps_are_two_problems(loaded: Loaded) -> None:
    assert len(refusal(SpendingCaps(1, 0.01), loaded(DAY)).splitlines()) == 2


def test_the_memory_in_the_calendar_does_not_lower_the_cost(loaded: Loaded) -> None:
    small = loaded(DAY.replace("function: pricing,", "function: pricing, memory: 128,"))
    message = refusal(SpendingCaps(dollars_a_day=DOLLARS - 0.01), small)
    assert f"would cost {DOLLARS:.2f} dollars" in message
    assert "each function counts with 10,240 MB" in message


def test_learned_demand_counts_as_max_at_all_times(loaded: Loaded) -> None:
    learning = loaded(DAY.replace("table: prices", "table: prices\n    demand: auto"))
    assert refusal(SpendingCaps(units=8_000), learning) == ""
    message = refusal(SpendingCaps(units=7_999), learning)
    assert "8,000 capacity units at 2026-12-01 00:00Z" in message
    assert "demand: auto counts as max at all times" in message
    dollars = 24 * 4_000 * (0.00013 + 0.00065)
    assert refusal(SpendingCaps(dollars_a_day=dollars), learning) != ""
    assert refusal(SpendingCaps(dollars_a_day=dollars + DOLLARS - CAPACITY), learning) == ""


def test_learned_demand_without_a_limit_is_refused_under_any_cap(loaded: Loaded) -> None:
    boundless = loaded(
        DAY.replace("table: prices", "table: prices\n    demand: auto\n    over_max: raise")
    )
    assert refusal(SpendingCaps(), boundless) == ""
    assert "prices: learned demand (demand: auto) has no limit with over_max: raise" in refusal(
        SpendingCaps(units=1_000_000), boundless
    )


def test_demand_above_max_counts_in_full(loaded: Loaded) -> None:
    above = DAY.replace("table: prices", "table: prices\n    over_max: raise").replace(
        "profile: league-match}", "profile: league-match, scale: 10}"
    )
    assert "need 20,000 capacity units" in refusal(
        SpendingCaps(units=2_000), loaded(above.replace("max: 200", "max: 400"))
    )


def test_past_days_do_not_count(loaded: Loaded) -> None:
    assert refusal(SpendingCaps(units=1_999), loaded(DAY), now="2026-12-05 23:59") != ""
    assert refusal(SpendingCaps(units=1_999), loaded(DAY), now="2026-12-06 00:00") == ""


def test_an_old_fixture_does_not_hide_a_rule(loaded: Loaded) -> None:
    rule = "- {name: night, cron: 0 20 * * *, from: 2026-12-03, profile: league-match}\n"
    calendar = loaded(f"{BASE}fixtures:\n{MATCH.replace('2026', '1996')}recurring:\n{rule}")
    assert "2,000 capacity units at 2026-12-03 19:40Z" in refusal(
        SpendingCaps(units=1_999), calendar
    )


def test_a_calendar_above_a_cap_leaves_the_last_good_one_in_force(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(DAY)
    source = Source(str(path), check=SpendingCaps(units=2_000).check)
    good = source.read(utc("2026-12-01 00:00"))
    path.write_text(DAY + MATCH.replace("Leeds", "Hull"))
    reading = source.read(utc("2026-12-01 00:01"))
    assert reading.calendar is good.calendar
    assert reading.broken is not None


def test_caps_come_from_the_environment_and_empty_means_no_cap() -> None:
    named = SpendingCaps.from_environment(
        {"KICKOFF_MOST_UNITS": "9000", "KICKOFF_MOST_DOLLARS_A_DAY": "12.5"}
    )
    assert named == SpendingCaps(9_000, 12.5)
    assert SpendingCaps.from_environment({"KICKOFF_MOST_UNITS": ""}) == SpendingCaps()


def test_a_service_whose_price_is_not_known_is_refused_under_a_cap_of_dollars(
    loaded: Loaded,
) -> None:
    services = DAY.replace(
        "profiles:", "  web: {ecs: prod/web, tasks: {baseline: 4, max: 60}}\nprofiles:"
    )
    message = refusal(SpendingCaps(dollars_a_day=1_000_000), loaded(services))
    assert "web: the stack's MostDollarsADay does not count tasks" in message
    assert refusal(SpendingCaps(units=1_000_000), loaded(services)) == ""
