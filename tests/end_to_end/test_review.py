"""`kickoff review` of a simulated day of the real handlers."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from operations.cli.main import kickoff
from simulator.day import Day, Settings
from simulator.day.record import DayRecord
from simulator.delays import Delays, TableDelays, exactly
from simulator.faults import Fault
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from tests.end_to_end.browser import browser, executable

MINUTE = timedelta(minutes=1)
NOW = datetime.now(UTC).replace(second=0, microsecond=0)
START = NOW - 130 * MINUTE
REFUSED, GOOD, LATE, RUNNING = (NOW - ago * MINUTE for ago in (115, 80, 45, 2))
WRITES = ("write", "by-fixture.write")

CALENDAR = f"""
version: 1
timezone: UTC
targets:
  prices:
    table: prices
    read: {{baseline: 50, max: 9000}}
    write: {{baseline: 20, max: 4000}}
    indexes:
      by-fixture: {{write: {{baseline: 20, max: 2000}}}}
  pricing:
    function: pricing
    qualifier: live
    warm: {{baseline: 2, max: 200, every: 5m}}
profiles:
  league-match:
    lasts: 10m
    lead: 10m
    tail: 5m
    demand:
      prices: {{read: 800, write: 300, indexes: {{by-fixture: {{write: 300}}}}}}
      pricing: {{warm: 10}}
  running-match:  # still open when these tests run
    lasts: 4h
    lead: 10m
    tail: 5m
    demand:
      prices: {{read: 800, write: 300, indexes: {{by-fixture: {{write: 300}}}}}}
      pricing: {{warm: 10}}
  cup-tie:
    lasts: 10m
    lead: 5m
    tail: 5m
    demand:
      prices: {{read: 8000}}
fixtures:
- {{name: Refused match, kickoff: "{REFUSED:%Y-%m-%dT%H:%MZ}", profile: league-match}}
- {{name: Good match, kickoff: "{GOOD:%Y-%m-%dT%H:%MZ}", profile: league-match}}
- {{name: Late tie, kickoff: "{LATE:%Y-%m-%dT%H:%MZ}", profile: cup-tie}}
- {{name: Running match, kickoff: "{RUNNING:%Y-%m-%dT%H:%MZ}", profile: running-match}}
"""


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Day, DayRecord]:
    """A day until now: one match goes well, one is refused at first, one raise is too large."""
    path = tmp_path_factory.mktemp("day") / "config.yaml"
    path.write_text(CALENDAR)
    slow = Delays(
        reaction=timedelta(minutes=3), lasting=True, tables=TableDelays(split=exactly(25 * MINUTE))
    )
    day = Day(path, START, NOW, Settings(delays=slow))

    def refuse(at: datetime) -> None:
        if at == REFUSED - 11 * MINUTE:
            day.helped.faults.next("autoscaling.RegisterScalableTarget", Fault.DENIED, times=3)

    return path, day, day.run(refuse)


@pytest.fixture
def config(simulated: tuple[Path, Day, DayRecord]) -> Iterator[Path]:
    path, day, _ = simulated
    with (
        serve(day.helped) as url,
        aws_environment(AWS_ENDPOINT_URL=url, KICKOFF_LEASE_TABLE="kickoff-leases"),
    ):
        yield path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(kickoff, ["review", *map(str, arguments)])


def reviewed(config: Path) -> dict[str, Any]:
    found = json.loads(run("--config", config, "--format", "json").stdout)
    return {each["fixture"]: each for each in found}


def recommendations(review: Any) -> set[tuple[str, str]]:  # noqa: ANN401 (what JSON holds)
    return {(each["kind"], each["says"]) for each in review["advice"]}


def test_the_review_equals_the_record_of_the_day(
    config: Path, simulated: tuple[Path, Day, DayRecord]
) -> None:
    _, _, record = simulated
    found = reviewed(config)
    assert list(found) == [fixture.name for fixture in record.fixtures]
    for fixture in record.fixtures:
        review, recorded = found[fixture.name], record.of(fixture)
        assert review["ready_minutes"] == recorded.kickoff.margin
        assert review["throttled"] == pytest.approx(recorded.kickoff.throttled, abs=10)
        requested = [recorded.warm[0]] if recorded.warm else []
        assert [each["asked"] for each in review["warm"]] == requested
    assert [review["over"] for review in found.values()] == [True, True, True, False]


def test_leases_show_the_raises_of_a_match_and_the_refused_ones(config: Path) -> None:
    found = reviewed(config)
    read = found["Refused match"]["capacity"][0]["trail"]
    listed = [(each["action"], each["from"], each["to"]) for each in read["changes"]]
    assert listed[:2] == [("raise", 50, 800), ("raise", 50, 800)]
    assert [each["at"] for each in read["in_vain"]] == [(REFUSED - 10 * MINUTE).isoformat()]
    texts = [words for _, words in recommendations(found["Refused match"])]
    assert any("had no effect" in words and "the prescaler's log" in words for words in texts)
    held = found["Good match"]
    assert (held["asked"], held["ready_minutes"]) == (None, 10), "held on from the match before"
    assert held["capacity"][0]["trail"]["in_vain"] == []


def test_a_slow_raise_is_too_late_and_not_too_much(config: Path) -> None:
    late = reviewed(config)["Late tie"]
    assert late["throttled"] > 0
    assert {kind for kind, _ in recommendations(late)} == {"too late"}


def test_the_table_fits_a_hundred_columns(config: Path) -> None:
    for more in ((), ("refused match",)):
        found = run(*more, "--config", config)
        assert found.exit_code == 1
        assert max(map(len, found.stdout.splitlines())) <= 100
        assert "\x1b" not in found.stdout
    assert "Refused match needs 800" in found.stdout


def test_without_leases_cloudwatch_has_the_same_instants(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = reviewed(config)["Refused match"]
    assert (known["asked_minutes"], known["asked_told_by"]) == (10, "trail")
    monkeypatch.delenv("KICKOFF_LEASE_TABLE")
    alone = reviewed(config)["Refused match"]
    assert (alone["asked_minutes"], alone["asked_told_by"]) == (10, "CloudWatch")
    assert alone["ready_minutes"] == known["ready_minutes"]
    assert alone["capacity"][0]["trail"] is None


def test_the_page_opens_in_a_browser_and_loads_nothing_else(config: Path, tmp_path: Path) -> None:
    program = executable()
    if program is None:
        pytest.skip("no Chromium or Chrome on PATH")
    page = tmp_path / "review.html"
    page.write_text(run("--config", config, "--format", "html").stdout)
    with browser(program, tmp_path / "profile") as tab:
        for width in (1280, 360):
            tab.open(page, width=width)
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
        opened = "[...document.querySelectorAll('details[open] h2')].map(e => e.firstChild.data)"
        assert "Late tie " in tab.evaluate(opened)
        assert tab.evaluate("document.querySelectorAll('svg').length") == 10
        assert tab.errors == []
        assert {url.partition(":")[0] for url in tab.requests} == {"file"}
