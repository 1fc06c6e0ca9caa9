"""`kickoff learn`: a change to the calendar, and charts of the past."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kickoff.aws.sessions import Aws
from kickoff.calendar import load
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.forecast import archive
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.throughput import UnitsServed
from simulator.faults import Fault
from simulator.server import serve
from tests.unit.kickoff.files import READ, utc
from tests.unit.kickoff.forecast.seasons import forecast_target, season
from tests.unit.operations.cli.test_backtest import write
from tests.unit.operations.conftest import Run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The calendar of a season."""
    forecast_target(tmp_path)
    return tmp_path / "config.yaml"


@pytest.fixture
def loads(tmp_path: Path) -> Path:
    """The consumption of a season without its last day."""
    return write(tmp_path / "load.csv", season(days=7))


def _learn(run: Run, config: Path, loads: Path, *options: str | Path) -> str:
    result = run("learn", "--config", config, "--load", loads, "--target", "prices", *options)
    assert (result.code, result.err) == (0, "")
    return result.out


def _patched(config: Path, diff: str) -> None:
    command = ["patch", "-s", "-p0", str(config)]
    subprocess.run(command, input=diff, text=True, check=True, cwd=config.parent)  # noqa: S603


def test_the_number_of_fixtures_and_the_past_errors_are_shown(
    run: Run, config: Path, loads: Path
) -> None:
    said = _learn(run, config, loads)
    assert "match: 7 kick-offs, Mon  2 Nov 20:00 to Sun  8 Nov 20:00" in said
    assert "for of Monday, Mon  9 Nov 20:00" in said
    assert "median error 0%" in said
    assert "above the 90th percentile: asked one in ten; was 0 in 6: as asked" in said
    assert "capacity-hours, $0.0" in said


def test_the_diff_writes_the_learned_demand_into_the_calendar(
    run: Run, config: Path, loads: Path
) -> None:
    said = _learn(run, config, loads)
    _patched(config, said[said.index("---") :])
    calendar = load(config)
    levels = [calendar.levels(utc(f"2026-11-09 {at}"))[READ].value for at in ("19:45", "21:30")]
    assert levels == [100, 200]
    assert "the calendar has this demand already" in _learn(run, config, loads)


def test_a_demand_above_the_maximum_is_cut_and_reported(
    run: Run, config: Path, loads: Path
) -> None:
    config.write_text(config.read_text().replace("max: 4000", "max: 150").replace("0}}}", "}}}"))
    said = _learn(run, config, loads)
    assert "200 are above max" in said
    assert "demand: {prices: {read: 150}}" in said


def test_the_phases_of_a_block_style_profile_are_in_block_style(
    run: Run, config: Path, loads: Path
) -> None:
    flow = "  match: {lasts: 2h, lead: 20m, tail: 30m, demand: {prices: {read: 1000}}}\n"
    block = (
        "  match:  # on television\n    lasts: 2h\n    lead: 20m\n    tail: 30m\n"
        "    demand:\n      prices:\n        read: 1000  # by hand\n"
    )
    config.write_text(config.read_text().replace(flow, block))
    said = _learn(run, config, loads)
    _patched(config, said[said.index("---") :])
    text = config.read_text()
    assert "        read: 200  # by hand\n" in text
    assert "    phases:\n      - {from: kickoff-20m, share: 0.50}\n" in text
    assert load(config).levels(utc("2026-11-09 21:30"))[READ].value == 200


def test_phases_of_several_demands_are_left_alone(run: Run, config: Path, loads: Path) -> None:
    text = config.read_text()
    text = text.replace("read: {baseline", "write: {baseline: 5, max: 90}, read: {baseline")
    config.write_text(text.replace("read: 1000}", "read: 1000, write: 9}"))
    said = _learn(run, config, loads)
    assert "read: 200, write: 9}" in said
    assert "from: kickoff" not in said


def test_a_function_s_containers_are_learned_by_the_same_code(
    run: Run, config: Path, tmp_path: Path
) -> None:
    text = config.read_text()
    target = "  prices: {table: prices, demand: auto, read: {baseline: 50, max: 4000}}\n"
    pricing = (
        "  prices: {function: pricing, demand: auto, warm: {baseline: 2, max: 2000, every: 5m}}\n"
    )
    config.write_text(text.replace(target, pricing).replace("{read: ", "{warm: "))
    loads = season(days=7)
    for number in range(len(loads.values)):
        loads.values[number] /= 600  # ten containers, and twenty
    said = _learn(run, config, write(tmp_path / "load.csv", loads), "--dimension", "warm")
    assert "demand: {prices: {warm: 20}}" in said
    assert "$" not in said


def test_the_past_the_band_and_the_steps_are_drawn(run: Run, config: Path, loads: Path) -> None:
    page = config.with_name("page.html")
    _learn(run, config, loads, "--html", page)
    text = page.read_text()
    assert text.count('class="past"') == 7
    assert [text.count(f'path class="{style}"') for style in ("band", "kickoff", "alone")] == [
        1
    ] * 3
    assert "http" not in text


def test_loads_without_a_fixture_are_reported(run: Run, config: Path, tmp_path: Path) -> None:
    short = season().before(season().first + 60)
    loads = write(tmp_path / "short.csv", short)
    result = run("learn", "--config", config, "--load", loads, "--target", "prices")
    assert result.code == 2
    assert "no whole fixture in the loads that asks prices.read" in result.err


def test_without_a_csv_cloudwatch_is_read(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    kickoff = now - timedelta(hours=4)
    text = config.read_text()
    head = text[: text.index("fixtures:")]
    line = (
        f"fixtures:\n- {{name: last night, kickoff: {kickoff:%Y-%m-%dT%H:%MZ}, profile: match}}\n"
    )
    config.write_text(head + line)
    cloud = Cloud(Clock(now))
    for number in range(-30, 160):
        used = UnitsServed(consumed=60 * (300.0 if 0 <= number < 120 else 100.0), throttled=0)
        cloud.metrics.note({("prices", "read"): used}, kickoff + number * timedelta(minutes=1))
    with serve(cloud) as endpoint:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "x")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        result = run("learn", "--config", config, "--target", "prices")
        cloud.faults.next("cloudwatch.GetMetricData", Fault.DENIED, times=9)
        denied = run("learn", "--config", config, "--target", "prices")
    assert (result.code, result.err) == (0, "")
    assert "demand: {prices: {read: 300}}" in result.out
    assert denied.code == 1
    assert "cloudwatch:GetMetricData of prices.read" in denied.err


def test_a_csv_fills_the_archive_of_a_stack(
    run: Run, config: Path, loads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ("--config", config, "--target", "prices", "--from-load", loads)
    alone = run("learn", *options)
    assert alone.code == 2
    assert "name it with --stack" in alone.err
    cloud = Cloud(Clock(utc("2026-11-09")))
    cloud.add_table("leases", key="lease")
    with serve(cloud) as endpoint:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "x")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        monkeypatch.setenv("KICKOFF_LEASE_TABLE", "leases")
        result = run("learn", *options)
        text = DynamoKeyValueStore(Aws(), "leases").recall("recordings|prices|read")
        cloud.faults.next("dynamodb.PutItem", Fault.DENIED, times=9)
        denied = run("learn", *options)
    assert (result.code, result.err) == (0, "")
    assert "kept for prices.read: 7 past kick-offs" in result.out
    assert "match: 7 kick-offs" in result.out
    assert text is not None
    assert len(archive.parse(text).recordings) == 7
    assert denied.code == 1
    assert "dynamodb:PutItem" in denied.err


def test_a_csv_is_shown_or_kept(run: Run, config: Path, loads: Path) -> None:
    options = ("--config", config, "--target", "prices", "--load", loads, "--from-load", loads)
    assert "name one of them" in run("learn", *options).err


def test_the_effect_of_a_tag_is_shown_with_its_number_of_fixtures(
    run: Run, config: Path, loads: Path
) -> None:
    text = config.read_text().replace("name: of Monday", "tags: [Derby], name: of Monday")
    config.write_text(text)
    said = _learn(run, config, loads)
    assert "derby: peaks 1.00 times the others, from 1 past fixture: too few to use" in said
