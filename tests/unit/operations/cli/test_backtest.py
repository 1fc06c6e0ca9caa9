"""`kickoff backtest`: past days, replayed."""

import csv
import re
from datetime import timedelta
from pathlib import Path

import pytest

from kickoff.forecast.loads import Loads, instant
from tests.unit.kickoff.forecast.seasons import DAYS, FIRST, forecast_target, season
from tests.unit.operations.conftest import Run

_DAY = FIRST + (DAYS - 1) * timedelta(days=1)
_SPAN = ("--from", f"{_DAY:%Y-%m-%dT%H:%MZ}", "--to", f"{_DAY + timedelta(days=1):%Y-%m-%dT%H:%MZ}")


def write(path: Path, loads: Loads) -> Path:
    """Write loads as the CSV that the command reads."""
    rows = (
        f"{instant(number):%Y-%m-%dT%H:%MZ},{units:.0f}\n"
        for number, units in enumerate(loads.values, loads.first)
    )
    path.write_text("minute_utc,requests\n" + "".join(rows))
    return path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The calendar of a season whose demand is learned."""
    forecast_target(tmp_path)
    return tmp_path / "config.yaml"


@pytest.fixture
def load(tmp_path: Path) -> Path:
    """The consumption of a season."""
    return write(tmp_path / "load.csv", season())


def _floors(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def table(out: str) -> list[str]:
    """The lines of the table, below the verdict."""
    lines = out.splitlines()
    return lines[lines.index("") + 1 :]


def test_the_verdict_compares_learned_demand_with_auto_scaling_in_words_and_dollars(
    run: Run, config: Path, load: Path, tmp_path: Path
) -> None:
    page = tmp_path / "backtest.html"
    spans = ("--target", "prices", *_SPAN, "--html", page)
    out = run("backtest", "--config", config, "--load", load, *spans).out
    said = " ".join(out.partition("\n\n")[0].split())
    assert re.search(
        r"Learned demand throttled 0\.\d{4}% of the units and held 1\.\d\d times the "
        r"consumption, for \$\d+\.\d\d\. Auto scaling alone throttled \d\.\d{4}% of the units",
        said,
    )
    assert re.search(r"\(70%, 16 min; prices of [a-z0-9-]+, 28 Aug 2025\)\.$", said)
    assert "Learned demand throttled" in page.read_text()


@pytest.mark.parametrize("target", ["prices", "prices.read"])
def test_each_method_has_a_row(run: Run, config: Path, load: Path, target: str) -> None:
    result = run("backtest", "--config", config, "--load", load, "--target", target, *_SPAN)
    assert (result.code, result.err) == (0, "")
    names = [line[:24].rstrip() for line in table(result.out)[1:12]]
    assert names[:5] == [
        "demand: auto",
        "written profile",
        "naive rule",
        "permanently high minimum",
        "perfect foresight",
    ]
    assert [line[:23] for line in names[5:]] == [
        f"auto scaling {target}%, {lag} min"[:23] for target in (50, 70, 90) for lag in (4, 16)
    ]


def test_minimums_are_written_with_a_row_for_each_minute(
    run: Run, config: Path, load: Path
) -> None:
    emitted = config.with_name("floors.csv")
    options = ("--target", "prices", "--dimension", "read", "--emit", emitted)
    assert run("backtest", "--config", config, "--load", load, *options, *_SPAN).code == 0
    rows = _floors(emitted)
    assert (len(rows), list(rows[0])) == (24 * 60, ["minute_utc", "floor"])
    assert rows[0]["minute_utc"] == "2026-11-09T00:00Z"
    evening = {row["minute_utc"][11:16]: int(row["floor"]) for row in rows}
    assert evening["12:00"] < 110
    assert evening["21:30"] >= 200


def test_a_request_may_use_more_than_one_unit(run: Run, config: Path, load: Path) -> None:
    emitted = config.with_name("floors.csv")
    options = ("--target", "prices", "--units-per-request", "2", "--emit", emitted)
    assert run("backtest", "--config", config, "--load", load, *options, *_SPAN).code == 0
    assert int(_floors(emitted)[0]["floor"]) == 200


def test_the_page_of_the_days_loads_nothing_else(run: Run, config: Path, load: Path) -> None:
    page = config.with_name("page.html")
    options = ("--target", "prices", "--html", page)
    assert run("backtest", "--config", config, "--load", load, *options, *_SPAN).code == 0
    text = page.read_text()
    assert text.count("<svg ") == 1
    assert "Monday 9 November 2026" in text
    assert "prefers-color-scheme: dark" in text
    assert "http" not in text
    assert "refused alone" in text  # auto scaling alone began with the baseline


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-11-08", "2026-11-10", "the loads end at 2026-11-09T00:00Z\n"),
        ("2026-11-01", "2026-11-03", "the loads begin at 2026-11-02T00:00Z\n"),
    ],
)
def test_loads_of_fewer_days_are_reported(
    run: Run, config: Path, start: str, end: str, said: str
) -> None:
    short = write(config.with_name("short.csv"), season(days=DAYS - 1))
    span = ("--from", f"{start}T00:00Z", "--to", f"{end}T00:00Z")
    result = run("backtest", "--config", config, "--load", short, "--target", "prices", *span)
    assert (result.code, result.err) == (0, said)


def test_a_target_that_is_not_auto_gets_a_note(run: Run, config: Path, load: Path) -> None:
    config.write_text(config.read_text().replace("demand: auto, ", ""))
    result = run("backtest", "--config", config, "--load", load, "--target", "prices", *_SPAN)
    assert result.code == 0
    assert "prices does not have demand: auto" in result.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("time,requests\n", "load.csv:1: got 'time,requests'"),
        (
            "minute_utc,requests\n2026-11-02T00:00Z,many\n",
            "load.csv:2: got '2026-11-02T00:00Z,many'",
        ),
        ("minute_utc,requests\nyesterday,1\n", "load.csv:2: got 'yesterday,1'"),
        ("minute_utc,requests\n2026-11-02T00:00Z,-1\n", "load.csv:2"),
        ("minute_utc,requests\n", "no minute in it"),
    ],
)
def test_a_wrong_row_is_reported_with_its_line(
    run: Run, config: Path, load: Path, text: str, said: str
) -> None:
    load.write_text(text)
    result = run("backtest", "--config", config, "--load", load, "--target", "prices", *_SPAN)
    assert result.code == 2
    assert said in result.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--target", "price", *_SPAN), "no target 'price'; did you mean 'prices'?"),
        (("--target", "prices", "--dimension", "rea", *_SPAN), "no 'rea'; did you mean 'read'?"),
        (("--target", "prices", *_SPAN[2:], "--from", "2027-01-01"), "--from is not before --to"),
        (("--target", "prices", "--from", "2025-01-01", "--to", "2025-01-02"), "no loads between"),
    ],
)
def test_wrong_use_is_reported(
    run: Run, config: Path, load: Path, options: tuple[str, ...], said: str
) -> None:
    result = run("backtest", "--config", config, "--load", load, *options)
    assert result.code == 2
    assert said in result.err
