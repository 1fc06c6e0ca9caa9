"""`kickoff plan`: steps as JSON, CSV and tables."""

import csv
import io
import json
from datetime import UTC, datetime
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.unit.operations.conftest import CALENDAR, Run

_DAY = ("--from", "2026-12-05", "--to", "2026-12-06")


def _rows(output: str) -> dict[tuple[str, str], list[dict[str, Any]]]:
    rows = json.loads(output)
    return {key: list(own) for key, own in groupby(rows, lambda r: (r["target"], r["dimension"]))}


def test_json_rows_cover_the_whole_span_of_every_dimension(run: Run, config: Path) -> None:
    result = run("plan", "--config", config, *_DAY, "--format", "json")
    assert result.code == 0
    by_key = _rows(result.out)
    assert list(by_key) == [
        ("prices", "read"),
        ("prices", "write"),
        ("prices", "by-fixture.write"),
        ("pricing", "warm"),
    ]
    for rows in by_key.values():
        assert rows[0]["start"] == "2026-12-05T00:00:00Z"
        assert rows[-1]["end"] == "2026-12-06T00:00:00Z"
        assert all(one["end"] == other["start"] for one, other in pairwise(rows))


def test_json_rows_have_level_and_because(run: Run, config: Path) -> None:
    result = run("plan", "--config", config, *_DAY, "--format", "json")
    rows = _rows(result.out)["pricing", "warm"]
    assert [(row["start"][11:16], row["level"], row["because"]) for row in rows] == [
        ("00:00", 2, []),
        ("12:10", 40, ["Leeds v Derby"]),
        ("14:40", 100, ["Leeds v Derby", "Hull v Stoke", "Luton v Bury"]),
        ("15:00", 60, ["Hull v Stoke", "Luton v Bury"]),
        ("17:30", 2, []),
    ]
    assert set(rows[0]) == {
        *("target", "dimension", "start", "end", "level", "because"),
        "sources",
    }


def test_rows_name_the_place_of_each_fixture(run: Run, config: Path) -> None:
    (config.parent / "league.ics").write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:cup tie\nDTSTART:20261205T120000Z\n"
        "END:VEVENT\nEND:VCALENDAR\n"
    )
    rules = "[{title: x, leave_out: true}, {title: cup*, lasts: 1h}]"
    feed = f"calendars: [{{ics: league.ics, profile: league-match, rules: {rules}}}]\n"
    config.write_text(CALENDAR + feed)
    result = run("plan", "--config", config, *_DAY, "--format", "json")
    rows = _rows(result.out)["pricing", "warm"]
    sources = {
        name: at for row in rows for name, at in zip(row["because"], row["sources"], strict=True)
    }
    assert sources["Leeds v Derby"] == "fixtures[0]"
    assert sources["cup tie"] == "league.ics line 2, rules[1]"


def test_a_time_without_an_offset_is_in_the_calendars_zone(run: Run, config: Path) -> None:
    summer = ("--from", "2026-07-01T12:00", "--to", "2026-07-01T12:00Z")
    rows = json.loads(run("plan", "--config", config, *summer, "--format", "json").out)
    assert {(row["start"], row["end"]) for row in rows} == {
        ("2026-07-01T11:00:00Z", "2026-07-01T12:00:00Z")
    }


def test_a_time_of_day_is_one_of_today(run: Run, config: Path) -> None:
    tonight = ("--from", "9:00", "--to", "23:00")
    rows = json.loads(run("plan", "--config", config, *tonight, "--format", "json").out)
    today = datetime.now(ZoneInfo("Europe/London")).replace(second=0, microsecond=0)
    ends = [today.replace(hour=hour, minute=0).astimezone(UTC) for hour in (9, 23)]
    assert [rows[0]["start"], rows[-1]["end"]] == [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in ends]


def test_an_empty_calendar_is_an_empty_list(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("version: 1\n")
    assert json.loads(run("plan", "--config", path, "--format", "json").out) == []


def test_the_default_span_is_accepted(run: Run, config: Path) -> None:
    assert run("plan", "--config", config).code == 0


def test_csv_has_the_same_rows_as_json(run: Run, config: Path) -> None:
    rows = json.loads(run("plan", "--config", config, *_DAY, "--format", "json").out)
    output = run("plan", "--config", config, *_DAY, "--format", "csv").out
    parsed = list(csv.DictReader(io.StringIO(output)))
    assert parsed == [
        {
            **row,
            "level": str(row["level"]),
            "because": "; ".join(row["because"]),
            "sources": "; ".join(row["sources"]),
        }
        for row in rows
    ]


def test_csv_quotes_names_with_commas_and_quotes(run: Run, config: Path) -> None:
    config.write_text(CALENDAR.replace("Leeds v Derby", "'Leeds, \"the Whites\"'"))
    output = run("plan", "--config", config, *_DAY, "--format", "csv").out
    names = {row["because"] for row in csv.DictReader(io.StringIO(output))}
    assert 'Leeds, "the Whites"' in names


def test_the_table_fits_80_columns(run: Run, config: Path) -> None:
    long = "a fixture whose name is far longer than any column of any table could ever be " * 2
    config.write_text(CALENDAR.replace("Leeds v Derby", long.strip()))
    result = run("plan", "--config", config, *_DAY)
    assert result.code == 0
    assert max(map(len, result.out.splitlines())) <= 80


def test_the_table_shows_a_sparkline_and_the_raised_spans_in_local_time(
    run: Run, config: Path
) -> None:
    output = run("plan", "--config", config, *_DAY).out
    assert "read, at most 3,000" in output
    assert "█" in output
    assert "Sat  5 Dec 12:10" in output
    assert "Leeds v Derby" in output


def test_the_sparkline_peaks_at_the_highest_level(run: Run, config: Path) -> None:
    line = next(
        each for each in run("plan", "--config", config, *_DAY).out.splitlines() if "read" in each
    )
    bars = line[2:42]
    assert (len(bars), bars.index("█")) == (40, 24)  # 14:40 of 24 hours in 40 columns
    assert set(bars[:20]) == {bars[0]}


def test_table_and_page_end_with_the_same_total(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    table = run("plan", "--config", config, *_DAY).out
    page = run("plan", "--config", config, *_DAY, "--format", "html").out

    (total,) = [line.split()[1] for line in table.splitlines() if line.startswith("total")]
    assert f"<b>{total}</b> in total" in page
    assert "prices of eu-west-1, 28 Aug 2025" in table
    assert "prices of eu-west-1, 28 Aug 2025" in page


def test_the_total_is_read_in_one_look(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    weeks = ("--from", "2026-12-01", "--to", "2026-12-22")
    lines = run("plan", "--config", config, *weeks).out.splitlines()

    end = lines[next(n for n, line in enumerate(lines) if line.startswith("total")) :]
    assert [line.split("$")[0].strip() for line in end[:4]] == [
        *("total", "DynamoDB", "pings", "kickoff itself"),
    ]
    assert len({line.index(".") for line in end[:4]}) == 1
    assert end[4] == "$5.29 of it is for the fixtures; the rest is billed without them too"
    assert end[5].startswith("saves $")
    assert max(map(len, end)) <= 80


@pytest.mark.parametrize("name", ["[red]Leeds", "[/]", "[bold", "Leeds [1st]"])
def test_markup_in_a_name_is_shown_literally(run: Run, config: Path, name: str) -> None:
    config.write_text(CALENDAR.replace("Leeds v Derby", f"'{name}'"))
    result = run("plan", "--config", config, *_DAY)
    assert result.code == 0
    assert name in result.out


def test_a_plan_says_how_early_the_raise_of_many_tables_begins(run: Run, tmp_path: Path) -> None:
    names = [f"table-{number}" for number in range(60)]
    calendar = {
        "version": 1,
        "timezone": "UTC",
        "targets": {each: {"table": each, "read": {"baseline": 5, "max": 100}} for each in names},
        "profiles": {
            "match": {
                "lasts": "2h",
                "lead": "20m",
                "demand": {each: {"read": 50} for each in names},
            }
        },
        "fixtures": [{"name": "Cup final", "kickoff": "2026-12-05 15:00", "profile": "match"}],
    }
    path = tmp_path / "config.yaml"
    path.write_text(json.dumps(calendar))

    shown = " ".join(run("plan", "--config", path, *_DAY).out.split())

    assert "60 resources of dynamodb are raised at Sat 5 Dec 14:40" in shown
    assert "those without auto scaling begin up to 2 min earlier" in shown


def test_an_end_before_the_start_of_the_clock_is_tomorrow(run: Run, config: Path) -> None:
    spans = ("--from", "2026-12-05T18:00", "--to", "02:00", "--format", "json")
    found = json.loads(run("plan", "--config", config, *spans).out)
    assert max(each["end"] for each in found) == "2026-12-06T02:00:00Z"
