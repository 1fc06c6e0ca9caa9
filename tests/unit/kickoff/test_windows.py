"""Dated fixtures: their windows, and their demand inside."""

from pathlib import Path

import pytest

from kickoff.calendar import load
from kickoff.timeline import Key
from tests.unit.kickoff.conftest import Loaded
from tests.unit.kickoff.files import BASE, INDEX, READ, TARGETS, WARM, WRITE, fixtures, shape, utc

_LEEDS = BASE + "fixtures: [{name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match"


def test_a_window_opens_lead_before_kickoff_and_closes_tail_after_the_end(loaded: Loaded) -> None:
    calendar = loaded(_LEEDS + "}]")
    raised = [("05 00:00", 50), ("05 12:10", 1200), ("05 15:00", 50)]
    assert shape(calendar, READ, "2026-12-05", "2026-12-06") == raised


def test_a_window_is_half_open(loaded: Loaded) -> None:
    calendar = loaded(_LEEDS + "}]")
    assert calendar.levels(utc("2026-12-05 12:09:59.999999"))[READ].value == 50
    assert calendar.levels(utc("2026-12-05 12:10"))[READ].value == 1200
    assert calendar.levels(utc("2026-12-05 14:59:59.999999"))[READ].value == 1200
    assert calendar.levels(utc("2026-12-05 15:00"))[READ].value == 50


def test_every_dimension_of_every_target_is_raised(loaded: Loaded) -> None:
    at_kickoff = loaded(_LEEDS + "}]").levels(utc("2026-12-05 12:30"))
    values = {key: level.value for key, level in at_kickoff.items()}
    assert values == {READ: 1200, WRITE: 400, INDEX: 400, WARM: 40}


def test_a_level_names_its_fixtures(loaded: Loaded) -> None:
    (because,) = loaded(_LEEDS + "}]").levels(utc("2026-12-05 12:30"))[READ].because
    assert (because.name, because.profile) == ("Leeds v Derby", "league-match")
    assert (because.kickoff, because.end) == (utc("2026-12-05 12:30"), utc("2026-12-05 14:30"))


def test_scale_multiplies_the_demand_and_lasts_overrides_the_profile(loaded: Loaded) -> None:
    calendar = loaded(_LEEDS + ", scale: 2.5, lasts: 3h}]")
    raised = [("05 00:00", 50), ("05 12:10", 3000), ("05 16:00", 50)]
    assert shape(calendar, READ, "2026-12-05", "2026-12-06") == raised


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
def test_a_fixture_that_does_not_take_place_has_no_demand(loaded: Loaded, status: str) -> None:
    calendar = loaded(_LEEDS + f", status: {status}}}]")
    assert fixtures(calendar, "2026-01-01", "2027-01-01") == []


def test_the_status_scheduled_is_accepted(loaded: Loaded) -> None:
    calendar = loaded(_LEEDS + ", status: scheduled}]")
    assert len(fixtures(calendar, "2026-12-05", "2026-12-06")) == 1


_PHASED = (
    TARGETS
    + """\
profiles:
  match:
    lasts: 2h
    lead: 20m
    tail: 30m
    demand: {prices: {read: 1000}}
    phases: [PHASES]
fixtures: [{name: final, kickoff: 2026-12-05 12:00, profile: match}]
"""
)


def test_phases_set_shares_of_the_demand_in_a_window(loaded: Loaded) -> None:
    phases = (
        "{from: kickoff-20m, share: 0.5}, {from: kickoff, share: 0.8}, {from: end-10m, share: 1.0}"
    )
    calendar = loaded(_PHASED.replace("PHASES", phases))
    assert shape(calendar, READ, "2026-12-05", "2026-12-06") == [
        ("05 00:00", 50),
        ("05 11:40", 500),
        ("05 12:00", 800),
        ("05 13:50", 1000),
        ("05 14:30", 50),
    ]


def test_phases_can_be_in_any_order_and_a_deployed_calendar_cuts_them_to_the_window(
    tmp_path: Path,
) -> None:
    phases = "{from: end, share: 0.2}, {from: kickoff-5h, share: 0.5}, {from: end+5h, share: 1}"
    path = tmp_path / "config.yaml"
    path.write_text(_PHASED.replace("PHASES", phases))
    calendar = load(path, deployed=True)
    assert shape(calendar, READ, "2026-12-05", "2026-12-06") == [
        ("05 00:00", 50),
        ("05 11:40", 500),
        ("05 14:00", 200),
        ("05 14:30", 50),
    ]


def test_demand_is_0_before_the_first_phase(loaded: Loaded) -> None:
    calendar = loaded(_PHASED.replace("PHASES", "{from: kickoff+45m, share: 1}"))
    raised = [("05 00:00", 50), ("05 12:45", 1000), ("05 14:30", 50)]
    assert shape(calendar, READ, "2026-12-05", "2026-12-06") == raised


def test_the_later_of_two_phases_at_one_instant_counts(loaded: Loaded) -> None:
    phases = "{from: kickoff, share: 0.1}, {from: end-2h, share: 0.4}"
    calendar = loaded(_PHASED.replace("PHASES", phases))
    assert shape(calendar, READ, "2026-12-05", "2026-12-06")[1] == ("05 12:00", 400)


def _two(first: str, second: str, target: str = "") -> str:
    head = BASE.replace("    table: prices\n", f"    table: prices\n{target}")
    lines = (
        f"{{name: {name}, profile: league-match, {rest}}}"
        for name, rest in (("A", first), ("B", second))
    )
    return f"{head}fixtures: [{', '.join(lines)}]"


def test_demands_of_concurrent_fixtures_add_up(loaded: Loaded) -> None:
    calendar = loaded(_two("kickoff: 2026-12-05 12:00", "kickoff: 2026-12-05 13:00, scale: 0.5"))
    assert shape(calendar, READ, "2026-12-05", "2026-12-06") == [
        ("05 00:00", 50),
        ("05 11:40", 1200),
        ("05 12:40", 1800),
        ("05 14:30", 600),
        ("05 15:30", 50),
    ]
    level = calendar.levels(utc("2026-12-05 13:00"))[READ]
    assert [each.name for each in level.because] == ["A", "B"]


def test_with_combine_max_the_highest_demand_counts(loaded: Loaded) -> None:
    text = _two(
        "kickoff: 2026-12-05 12:00", "kickoff: 2026-12-05 13:00, scale: 0.5", "    combine: max\n"
    )
    level = loaded(text).levels(utc("2026-12-05 13:00"))[READ]
    assert (level.value, [each.name for each in level.because]) == (1200, ["A"])


def test_adjacent_windows_leave_no_gap(loaded: Loaded) -> None:
    calendar = loaded(_two("kickoff: 2026-12-05 12:00", "kickoff: 2026-12-05 14:50"))
    values = [value for _, value in shape(calendar, READ, "2026-12-05", "2026-12-06")]
    assert values == [50, 1200, 1200, 50]


@pytest.mark.parametrize(
    ("over_max", "value", "excess"), [("clamp", 4000, 800), ("raise", 4800, 0)]
)
def test_over_max_clamps_or_raises(loaded: Loaded, over_max: str, value: int, excess: int) -> None:
    text = _two(
        "kickoff: 2026-12-05 12:00, scale: 2",
        "kickoff: 2026-12-05 12:00, scale: 2",
        f"    over_max: {over_max}\n",
    )
    level = loaded(text).levels(utc("2026-12-05 12:00"))[READ]
    assert (level.value, level.excess) == (value, excess)


def test_a_level_is_never_below_its_baseline(loaded: Loaded) -> None:
    level = loaded(_LEEDS + ", scale: 0.01}]").levels(utc("2026-12-05 12:30"))[READ]
    assert (level.value, level.because) == (50, ())


@pytest.mark.parametrize(
    ("scale", "demand", "value"),
    [
        ("0.1", 30, 3),
        ("0.1", 31, 4),
        ("1.1", 10, 11),
        ("0.07", 100, 7),
        ("0.001", 1, 1),
        ("1", 0, 0),
    ],
)
def test_a_level_is_rounded_up_exactly(loaded: Loaded, scale: str, demand: int, value: int) -> None:
    text = (
        "version: 1\n"
        "targets: {f: {function: f, warm: {baseline: 0, max: 99, every: 1m}}}\n"
        f"profiles: {{p: {{lasts: 1h, demand: {{f: {{warm: {demand}}}}}}}}}\n"
        f"fixtures: [{{name: a, kickoff: 2026-12-05 12:00, profile: p, scale: {scale}}}]\n"
    )
    assert loaded(text).levels(utc("2026-12-05 12:00"))[Key("f", "warm")].value == value


def test_the_smallest_share_counts_when_added_to_a_whole_number(loaded: Loaded) -> None:
    text = (
        "version: 1\n"
        "targets: {f: {function: f, warm: {baseline: 0, max: 999, every: 1m}}}\n"
        "profiles:\n"
        "  whole: {lasts: 1h, demand: {f: {warm: 120}}}\n"
        "  trace: {lasts: 1h, demand: {f: {warm: 1}}, phases: [{from: kickoff, share: 1e-99}]}\n"
        "fixtures:\n"
        "- {name: a, kickoff: 2026-12-05 12:00, profile: whole}\n"
        "- {name: b, kickoff: 2026-12-05 12:00, profile: trace}\n"
    )
    assert loaded(text).levels(utc("2026-12-05 12:00"))[Key("f", "warm")].value == 121


def test_windows_cross_midnight_month_and_year(loaded: Loaded) -> None:
    calendar = loaded(_LEEDS.replace("2026-12-05 12:30", "2026-12-31 23:00") + "}]")
    assert shape(calendar, READ, "2026-12-31", "2027-01-02") == [
        ("31 00:00", 50),
        ("31 22:40", 1200),
        ("01 01:30", 50),
    ]
    assert len(fixtures(calendar, "2027-01-01", "2027-01-02")) == 1


def test_a_leap_day_is_accepted(loaded: Loaded) -> None:
    calendar = loaded(_LEEDS.replace("2026-12-05 12:30", "2028-02-29 12:30") + "}]")
    assert calendar.levels(utc("2028-02-29 12:30"))[READ].value == 1200


def test_an_offset_overrides_the_calendars_zone(loaded: Loaded) -> None:
    calendar = loaded(_LEEDS.replace("2026-12-05 12:30", "2026-12-05T12:30+05:30") + "}]")
    assert calendar.levels(utc("2026-12-05 07:00"))[READ].value == 1200


def test_fixtures_and_profiles_may_be_empty(loaded: Loaded) -> None:
    calendar = loaded(TARGETS + "profiles: {}\nfixtures: []\n")
    assert {level.value for level in calendar.levels(utc("2026-12-05")).values()} == {50, 20, 2}


def test_a_demand_of_0_is_not_a_reason(loaded: Loaded) -> None:
    text = _LEEDS.replace("read: 1200", "read: 0") + "}]"
    assert loaded(text).levels(utc("2026-12-05 12:30"))[READ].because == ()


def test_a_fixture_without_demand_is_not_a_reason_beside_another(loaded: Loaded) -> None:
    text = TARGETS + (
        "profiles:\n"
        "  match: {lasts: 1h, demand: {prices: {read: 900}}}\n"
        "  none: {lasts: 1h, demand: {prices: {read: 0}}}\n"
        "fixtures:\n"
        "- {name: a, kickoff: 2026-12-05 12:00, profile: match}\n"
        "- {name: b, kickoff: 2026-12-05 12:00, profile: none}\n"
    )
    level = loaded(text).levels(utc("2026-12-05 12:00"))[READ]
    assert [each.name for each in level.because] == ["a"]


def test_an_edit_changes_the_digest(loaded: Loaded) -> None:
    assert loaded(BASE).digest != loaded(BASE + "# note\n").digest
    assert loaded(BASE).digest == loaded(BASE).digest
