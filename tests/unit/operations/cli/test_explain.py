"""`kickoff explain TARGET INSTANT`."""

from pathlib import Path

import pytest

from tests.unit.operations.conftest import CALENDAR, Run


def _explained(run: Run, config: Path, target: str, instant: str) -> list[str]:
    result = run("explain", "--config", config, target, instant)
    assert result.code == 0
    return result.out.splitlines()


def test_each_active_fixture_has_a_sentence(run: Run, config: Path) -> None:
    assert _explained(run, config, "prices.read", "2026-12-05T15:00") == [
        (
            "prices.read is 1,800 on Sat  5 Dec 15:00 (2026-12-05T15:00Z): "
            "the sum of the demands of 2 fixtures."
        ),
        (
            "  Hull v Stoke demands 600: 0.5 of the 1,200 of its profile league-match; "
            "kick-off Sat  5 Dec 15:00, window Sat  5 Dec 14:40 to Sat  5 Dec 17:30."
        ),
        (
            "  Luton v Bury demands 1,200: 1 of the 1,200 of its profile league-match; "
            "kick-off Sat  5 Dec 15:00, window Sat  5 Dec 14:40 to Sat  5 Dec 17:30."
        ),
    ]


def test_now_is_an_instant(run: Run, config: Path) -> None:
    (verdict,) = _explained(run, config, "prices.read", "now")
    assert verdict.startswith("prices.read is ")


def test_each_dimension_of_a_target_is_explained(run: Run, config: Path) -> None:
    verdicts = [
        each for each in _explained(run, config, "prices", "2026-12-05T13:00Z") if each[0] != " "
    ]
    assert [each.partition(" on ")[0] for each in verdicts] == [
        "prices.read is 1,200",
        "prices.write is 400",
        "prices.by-fixture.write is 400",
    ]
    assert all(each.endswith(": because of Leeds v Derby.") for each in verdicts)


def test_outside_all_windows_the_level_is_the_baseline(run: Run, config: Path) -> None:
    (verdict,) = _explained(run, config, "prices.read", "2026-12-05T12:09")
    assert verdict.startswith("prices.read is 50 on Sat  5 Dec 12:09 ")
    assert verdict.endswith(": its baseline.")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("combine: max", "because of Luton v Bury."),
        ("over_max: clamp", "its max; 800 more are demanded."),
    ],
)
def test_the_rule_that_makes_the_level_is_named(
    run: Run, config: Path, line: str, why: str
) -> None:
    text = CALENDAR.replace("max: 4000", "max: 1000") if "clamp" in line else CALENDAR
    config.write_text(text.replace("    table: prices\n", f"    table: prices\n    {line}\n"))
    assert _explained(run, config, "prices.read", "2026-12-05T15:00")[0].endswith(f": {why}")


def test_a_time_without_an_offset_is_in_the_calendars_zone(run: Run, config: Path) -> None:
    (verdict,) = _explained(run, config, "prices.read", "2026-07-01T12:00")
    assert "on Wed  1 Jul 12:00 (2026-07-01T11:00Z)" in verdict


def test_a_level_that_fixtures_set_is_not_a_sum(run: Run, config: Path) -> None:
    boost = "kickoff: 2026-12-05 12:40, lasts: 30m, level: {prices: {read: 3000}}}"
    lines = f"- {{name: one, {boost}\n- {{name: two, {boost}\n"
    config.write_text(config.read_text() + lines)
    said = run("explain", "prices.read", "2026-12-05T12:45", "--config", config).out
    assert "the highest of the demands of 2 fixtures" in said
    assert "one sets at least 3,000, from Sat  5 Dec 12:40 to Sat  5 Dec 13:10." in said
