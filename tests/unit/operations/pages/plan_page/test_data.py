"""The data in the page equals the plan."""

import json
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.unit.kickoff.files import utc
from tests.unit.operations.conftest import CALENDAR, Run
from tests.unit.operations.pages.plan_page.reading import Page, plan_page, rows

_DAY = ("--from", "2026-12-05", "--to", "2026-12-06")
_RULES = """recurring:
- {name: European night, cron: "0 20 * * TUE,WED", profile: league-match}
"""


def _json(run: Run, config: Path, *span: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        run("plan", "--config", config, *span, "--format", "json").out
    )
    for row in found:
        del row["sources"]  # the page has them with its fixtures
        for edge in ("start", "end"):
            row[edge] = int(datetime.fromisoformat(row[edge]).timestamp())
    return found


@pytest.mark.parametrize(
    "span",
    [
        _DAY,
        ("--from", "2026-12-05T12:31:07Z", "--to", "2026-12-05T15:10Z"),
        ("--from", "2026-01-01", "--to", "2028-01-01"),
    ],
)
def test_the_data_equals_the_plan_as_json(run: Run, config: Path, span: tuple[str, ...]) -> None:
    config.write_text(CALENDAR + _RULES)
    page = Page(run("plan", "--config", config, *span, "--format", "html").out)
    assert rows(page.data) == _json(run, config, *span)


def test_every_dimension_covers_the_requested_span(config: Path) -> None:
    data = plan_page(config, "2026-12-05 12:31", "2026-12-09 01:02").data
    by_key = groupby(rows(data), key=lambda row: (row["target"], row["dimension"]))
    covered = [(key, [(row["start"], row["end"]) for row in own]) for key, own in by_key]
    assert len(covered) == 4
    for _, own in covered:
        assert own[0][0] == utc("2026-12-05 12:31").timestamp()
        assert own[-1][1] == utc("2026-12-09 01:02").timestamp()
        assert all(start < end for start, end in own)


def test_a_fixture_has_its_shape_demand_and_scale(config: Path) -> None:
    config.write_text(
        CALENDAR.replace(
            "    demand:",
            "    phases: [{from: kickoff-10m, share: 0.25}, {from: end, share: 1}]\n    demand:",
        )
    )
    data = plan_page(config, "2026-12-05 00:00", "2026-12-06 00:00").data
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


def test_equal_shapes_demands_and_timelines_are_stored_once(config: Path) -> None:
    config.write_text(CALENDAR + _RULES)
    data = plan_page(config, "2026-01-01 00:00", "2027-01-01 00:00").data
    assert len(data["fixtures"]) > 100
    assert (len(data["shapes"]), len(data["demands"])) == (1, 1)
    write, index = data["dimensions"][1:3]
    assert write[-1] == index[-1], "one timeline for both"
    assert len(data["timelines"]) == 3


def test_a_plan_that_is_too_large_ends_at_a_midnight_with_a_note(config: Path) -> None:
    config.write_text(CALENDAR + _RULES)
    start, end = "2026-12-05 00:00", "2027-12-05 00:00"
    page = plan_page(config, start, end, most=500)
    until = page.data["to"]
    assert utc("2026-12-12 00:00").timestamp() < until < utc("2027-02-01 00:00").timestamp()
    assert until % 86_400 == 0
    assert {row["end"] for row in rows(page.data)} >= {until}
    (note,) = page.find("div", "notes")
    assert "not at Sun 5 Dec 2027 00:00: a page of all levels is too large to open" in note.text
    assert f"--from {datetime.fromtimestamp(until, UTC):%Y-%m-%d}T00:00:00Z" in note.text


def test_a_shortened_page_has_the_beginning_of_the_same_plan(config: Path) -> None:
    config.write_text(CALENDAR + _RULES)
    cut = plan_page(config, "2026-12-05 00:00", "2027-12-05 00:00", most=500).data
    whole = plan_page(config, "2026-12-05 00:00", "2027-12-05 00:00").data
    expected = [
        row | {"end": min(row["end"], cut["to"])} for row in rows(whole) if row["start"] < cut["to"]
    ]
    assert rows(cut) == expected


def test_a_page_shows_at_least_half_an_hour(config: Path) -> None:
    data = plan_page(config, "2026-12-05 14:00", "2026-12-06 14:00", most=0).data
    assert 1800 <= data["to"] - data["from"] <= 3600
    assert rows(data)[-1]["because"] == ["Leeds v Derby"]


def test_a_page_shows_at_most_800_days(config: Path) -> None:
    data = plan_page(config, "2030-01-01 00:00", "2040-01-01 00:00").data
    assert data["to"] == utc("2032-03-11 00:00").timestamp()
