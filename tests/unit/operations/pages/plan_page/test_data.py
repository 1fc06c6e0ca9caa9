"""What is embedded in the page is what the plan says."""

import json
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.unit.kickoff.files import utc
from tests.unit.operations.conftest import CALENDAR, Run
from tests.unit.operations.pages.plan_page.reading import Page, drawn, rows

_DAY = ("--from", "2026-12-05", "--to", "2026-12-06")
_RULES = """recurring:
- {name: European night, cron: "0 20 * * TUE,WED", profile: league-match}
"""


def _json(run: Run, config: Path, *span: str) -> list[dict[str, Any]]:
    told = json.loads(run("plan", "--config", config, *span, "--format", "json").out)
    for row in told:
        for edge in ("start", "end"):
            row[edge] = int(datetime.fromisoformat(row[edge]).timestamp())
    found: list[dict[str, Any]] = told
    return found


@pytest.mark.parametrize(
    "span",
    [
        _DAY,
        ("--from", "2026-12-05T12:31:07Z", "--to", "2026-12-05T15:10Z"),
        ("--from", "2026-01-01", "--to", "2028-01-01"),
    ],
)
def test_it_is_the_same_as_json(run: Run, config: Path, span: tuple[str, ...]) -> None:
    config.write_text(CALENDAR + _RULES)
    page = Page(run("plan", "--config", config, *span, "--format", "html").out)
    assert rows(page.data) == _json(run, config, *span)


def test_every_dimension_covers_the_time_asked_for(config: Path) -> None:
    data = drawn(config, "2026-12-05 12:31", "2026-12-09 01:02").data
    by_key = groupby(rows(data), key=lambda row: (row["target"], row["dimension"]))
    covered = [(key, [(row["start"], row["end"]) for row in own]) for key, own in by_key]
    assert len(covered) == 4
    for _, own in covered:
        assert own[0][0] == utc("2026-12-05 12:31").timestamp()
        assert own[-1][1] == utc("2026-12-09 01:02").timestamp()
        assert all(start < end for start, end in own)


def test_a_fixture_has_what_says_how_much_it_asks_when(config: Path) -> None:
    config.write_text(
        CALENDAR.replace(
            "    demand:",
            "    phases: [{from: kickoff-10m, share: 0.25}, {from: end, share: 1}]\n    demand:",
        )
    )
    data = drawn(config, "2026-12-05 00:00", "2026-12-06 00:00").data
    name, profile, kickoff, shape, demand, scale = data["fixtures"][1]
    assert (data["texts"][name], data["texts"][profile]) == ("Hull v Stoke", "league-match")
    assert kickoff == utc("2026-12-05 15:00").timestamp()
    assert scale == "0.5"
    assert data["shapes"][shape] == [
        [-1200, -600, "0"],
        [-600, 7200, "0.25"],
        [7200, 9000, "1"],
    ]
    assert data["demands"][demand] == [0, 1200, 1, 400, 2, 400, 3, 40]


def test_what_fixtures_and_dimensions_share_is_there_once(config: Path) -> None:
    config.write_text(CALENDAR + _RULES)
    data = drawn(config, "2026-01-01 00:00", "2027-01-01 00:00").data
    assert len(data["fixtures"]) > 100
    assert (len(data["shapes"]), len(data["demands"])) == (1, 1)
    write, index = data["dimensions"][1:3]
    assert write[-1] == index[-1], "one course for both"
    assert len(data["courses"]) == 3


def test_what_is_too_much_for_a_page_is_cut_at_a_midnight_and_said(config: Path) -> None:
    config.write_text(CALENDAR + _RULES)
    start, end = "2026-12-05 00:00", "2027-12-05 00:00"
    page = drawn(config, start, end, most=500)
    until = page.data["to"]
    assert utc("2026-12-12 00:00").timestamp() < until < utc("2027-02-01 00:00").timestamp()
    assert until % 86_400 == 0
    assert {row["end"] for row in rows(page.data)} >= {until}
    (note,) = page.find("div", "notes")
    assert "not Sun 5 Dec 2027 00:00: more makes a page too large to open" in note.text
    assert f"--from {datetime.fromtimestamp(until, UTC):%Y-%m-%d}T00:00:00Z" in note.text


def test_what_is_cut_is_the_beginning_of_the_same_plan(config: Path) -> None:
    config.write_text(CALENDAR + _RULES)
    cut = drawn(config, "2026-12-05 00:00", "2027-12-05 00:00", most=500).data
    whole = drawn(config, "2026-12-05 00:00", "2027-12-05 00:00").data
    expected = [
        row | {"end": min(row["end"], cut["to"])} for row in rows(whole) if row["start"] < cut["to"]
    ]
    assert rows(cut) == expected


def test_an_hour_is_shown_however_much_it_is(config: Path) -> None:
    data = drawn(config, "2026-12-05 14:00", "2026-12-06 14:00", most=0).data
    assert 1800 <= data["to"] - data["from"] <= 3600
    assert rows(data)[-1]["because"] == ["Leeds v Derby"]


def test_a_decade_is_cut_even_where_nothing_happens(config: Path) -> None:
    data = drawn(config, "2030-01-01 00:00", "2040-01-01 00:00").data
    assert data["to"] == utc("2032-03-11 00:00").timestamp()
