"""`kickoff review`: the selection of fixtures, the outputs and the errors."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.unit.kickoff.files import BASE
from tests.unit.operations.conftest import Run
from tests.unit.operations.review.match import (
    KICKOFF,
    LEASE,
    LOWERED,
    MINUTE,
    NOW,
    OPENS,
    RAISED,
    READ_METRICS,
    RELEASED,
    TABLE,
    PublishedMatch,
    keep_leases,
    line,
    review_data,
)

DAY = timedelta(days=1)


def calendar(config: Path, **kickoffs: datetime) -> None:
    lines = "".join(line(name, kickoff) for name, kickoff in kickoffs.items())
    config.write_text(f"{BASE}fixtures:\n{lines}")


def row(out: str, fixture: str) -> list[str]:
    """The words of a fixture's row in the table."""
    rows = (line for line in out.splitlines() if line.startswith(f"{fixture} "))
    return next(rows).split()


def test_a_match_has_one_row(run: Run, config: Path, cloud: PublishedMatch) -> None:
    cloud.publish_good_match()
    lines = run("review", "--config", config).out.splitlines()
    head, units, row, when, *_ = lines[lines.index("") + 1 :]
    assert head.split() == ["requested", "ready", "throttled", "peak/live", "cost", "always"]
    assert units.split() == [
        *("fixture", "(min)", "(min)", "(requests)", "(units)"),
        *("warm", "cold", "($)", "($)"),
    ]
    values = ["+20", "+17", "0", "900/1,200", "40/40", "0/40", "2.06", "122.46"]
    assert row.split() == ["Leeds", "v", "Derby", *values]
    assert when.split()[-1] == f"{KICKOFF.astimezone(ZoneInfo('Europe/London')):%H:%M}"


def test_only_the_metrics_of_the_named_stack_are_read(
    run: Run, config: Path, cloud: PublishedMatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.stack = "kickoff"
    cloud.publish_good_match()
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "leases")
    for stack, margin in (("kickoff", "+17"), ("kickoff-test", "?")):
        monkeypatch.setenv("KICKOFF_STACK", stack)
        out = run("review", "--config", config).out
        assert row(out, "Leeds v Derby")[4] == margin


def test_a_lease_table_without_a_stack_is_remarked(
    run: Run, config: Path, cloud: PublishedMatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.publish_good_match()
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "leases")
    assert "give --stack NAME" in run("review", "--config", config).err


def test_consumption_that_cloudwatch_has_not_is_unknown_and_recommends_nothing(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish("ReadyMargin", READ_METRICS, 17, -17)
    found = run("review", "Leeds v Derby", "--config", config, "--format", "json")
    (match,) = json.loads(found.out)
    assert {each["peak"] for each in match["capacity"]} == {None}
    assert "set the demand" not in found.out


def test_output_to_a_file_has_a_hundred_columns_and_no_colour(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish_good_match()
    keep_leases(config, LEASE)
    out = run("review", "Leeds v Derby", "--config", config).out
    assert max(map(len, out.splitlines())) <= 100
    assert "prices.by-fixture.write" in out
    assert "\x1b" not in out


def test_json_has_each_dimension(run: Run, config: Path, cloud: PublishedMatch) -> None:
    cloud.publish_good_match()
    found = review_data(run, config)
    assert found["capacity"][0] == {
        "target": "prices",
        "dimension": "read",
        "level": 1200,
        "held": 1200,
        "peak": 900.0,
        "use": 0.75,
        "throttled": 0,
        "throttled_before_ready": 0,
        "on_demand": 0,
        "asked": OPENS.isoformat(),
        "asked_minutes": 20.0,
        "asked_told_by": "CloudWatch",
        "ready": (KICKOFF - 17 * MINUTE).isoformat(),
        "ready_minutes": 17.0,
        "ready_told_by": "CloudWatch",
        # 1,150 reads above the baseline, from 17 minutes before kick-off until the window closed.
        "cost": pytest.approx(1150 * 0.000147 * 167 / 60, abs=1e-4),
        "always": pytest.approx(1150 * 0.000147 * 7 * 24, abs=1e-4),
        "ticks_with_drift": 0,
        "trail": None,
    }
    [warm] = found["warm"]
    counted = [warm[name] for name in ("asked", "had", "cold", "cold_after_kickoff", "throttled")]
    assert counted == [40, 40, 40, 0, 0]
    assert found["cost"] == pytest.approx(
        sum(each["cost"] for each in (*found["capacity"], *found["warm"])), abs=1e-3
    )


def test_the_cost_of_a_shared_level_is_divided_by_demand(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    lines = line("Leeds v Derby", KICKOFF) + line("Hull v Stoke", KICKOFF, ", scale: 0.5")
    config.write_text(f"{BASE}fixtures:\n{lines}")
    cloud.publish("LiveCapacity", READ_METRICS, 1850, -20)
    found = json.loads(run("review", "--config", config, "--format", "json").out)
    costs = {each["fixture"]: each["capacity"][0]["cost"] for each in found}
    whole = 1800 * 0.000147 * 170 / 60
    assert costs == {
        "Leeds v Derby": pytest.approx(whole * 2 / 3, abs=1e-4),
        "Hull v Stoke": pytest.approx(whole / 3, abs=1e-4),
    }


def test_a_recommendation_for_several_matches_and_dimensions_appears_once(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    calendar(config, Leeds=KICKOFF, Hull=KICKOFF)
    cloud.publish_good_match(ready=-4)
    out = run("review", "--config", config).out
    assert out.count("Hull, Leeds") == 1
    assert out.count("ready 4 minutes after kick-off") == 1
    assert (
        "prices.read, prices.write, prices.by-fixture.write: ready 4 minutes after kick-off"
        in " ".join(out.split())
    )


def test_the_page_has_the_table_the_changes_and_charts(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish_good_match(ready=-4)
    keep_leases(config, replace(LEASE, entries=(RAISED, LOWERED, RELEASED)))
    page = run("review", "--config", config, "--format", "html").out
    assert page.startswith("<!DOCTYPE html>")
    assert ">Leeds v Derby</td>" in page
    assert "ready 4 minutes after kick-off" in page
    assert page.count("<svg") == 3
    assert "Leeds v Derby asks 1200, the minimum is 50" in page


def test_only_fixtures_with_recommendations_are_open(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish_good_match()
    page = run("review", "--config", config, "--format", "html").out
    assert "<details><summary><h2>Leeds v Derby" in page
    cloud.publish("ReadThrottleEvents", TABLE, 12, 50)
    page = run("review", "--config", config, "--format", "html").out
    assert "<details open><summary><h2>Leeds v Derby" in page


def test_hostile_names_stay_text(run: Run, config: Path, cloud: PublishedMatch) -> None:
    hostile = "<script>alert(1)</script>[red]"
    text = f"{BASE}fixtures:\n{line('Leeds v Derby', KICKOFF)}"
    config.write_text(
        text.replace("Leeds v Derby", f'"{hostile}"').replace("league-match", f'"{hostile}"')
    )
    cloud.publish_good_match(ready=-4)
    page = run("review", "--config", config, "--format", "html").out
    assert "<script" not in page
    said = " ".join(run("review", "--config", config).out.split())
    assert f"set the lead of {hostile} to" in said


def test_a_running_match_is_reviewed_until_now(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    calendar(config, running=NOW - 30 * MINUTE)
    cloud.publish("ConsumedReadCapacityUnits", TABLE, 300 * 60, 24 * 60 - 20)
    found = review_data(run, config)
    assert (found["over"], found["capacity"][0]["peak"]) == (False, 300)
    assert "too much" not in {each["kind"] for each in found["advice"]}
    assert ", running" in run("review", "--config", config, "--since", "10m").out


def test_a_match_with_an_open_window_is_reviewed(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    calendar(config, soon=NOW + 15 * MINUTE)
    cloud.publish("ReadyMargin", READ_METRICS, 18, 24 * 60 - 3)
    found = review_data(run, config)
    assert found["capacity"][0]["ready_minutes"] == 18
    assert found["advice"] == []


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Leeds v Darby", "did you mean 'Leeds v Derby'"),
        ("soon", "nothing to review yet; kickoff plan shows its levels"),
        ("earlier", ": --since 10d includes it"),
        ("ancient", "longer ago than the 15 days that CloudWatch keeps minutes"),
        ("off", "off is called off in the calendar"),
    ],
)
@pytest.mark.usefixtures("cloud")
def test_a_name_outside_the_period_is_reported_with_its_date(
    run: Run, config: Path, name: str, says: str
) -> None:
    lines = [
        line("Leeds v Derby", KICKOFF),
        line("soon", NOW + 3 * DAY),
        line("earlier", NOW - 9.5 * DAY),
        line("ancient", NOW - 30 * DAY),
        line("off", NOW - 2 * DAY, ", status: postponed"),
    ]
    config.write_text(f"{BASE}fixtures:\n{''.join(lines)}")
    found = run("review", name, "--config", config)
    assert (found.code, found.out) == (2, "")
    assert says in " ".join(found.err.split())


def test_a_period_without_matches_names_the_last_and_the_next(run: Run, config: Path) -> None:
    calendar(config, earlier=NOW - 1.5 * DAY, soon=NOW + 3 * DAY)
    found = run("review", "--config", config, "--since", "2h")
    assert (found.code, found.out) == (0, "")
    assert found.err.startswith("no fixture in the last 2h; the last was earlier, ")
    assert "--since 2d includes it; the next is soon, " in found.err
    assert run("review", "--config", config, "--since", "2h", "--format", "json").out == "[]\n"
    assert (
        "no fixture in the last 2h"
        in run("review", "--config", config, "--since", "2h", "--format", "html").out
    )


@pytest.mark.parametrize(
    ("since", "says"), [("soon", "accepted: a number"), ("16d", "keeps minutes")]
)
def test_a_period_that_cannot_be_reviewed_is_refused(
    run: Run, config: Path, since: str, says: str
) -> None:
    found = run("review", "--config", config, "--since", since)
    assert found.code == 2
    assert says in found.err


def test_an_unreachable_cloudwatch_is_reported(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    found = run("review", "--config", config)
    assert found.code == 1
    assert "CloudWatch cannot be read" in found.err
