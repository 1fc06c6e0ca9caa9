"""`kickoff schema`: the JSON Schema of a calendar."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.operations.conftest import CALENDAR, Run

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")

_REPOSITORY = Path(__file__).parents[4]


class _Text(yaml.SafeLoader):
    """Reads dates as text, as editors do."""


_Text.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture
def schema(run: Run) -> dict[str, Any]:
    result = run("schema")
    assert result.code == 0
    found: dict[str, Any] = json.loads(result.out)
    return found


def _faults(schema: dict[str, Any], text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema)
    return [error.message for error in validator.iter_errors(yaml.load(text, Loader=_Text))]  # noqa: S506


def _fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, part in {"": schema, **schema["$defs"]}.items():
        for field, described in part.get("properties", {}).items():
            yield f"{name}.{field}", described


def test_the_schema_is_valid_json_schema(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "# yaml-language-server: $schema=" in schema["$comment"]


def test_the_schema_accepts_valid_calendars(schema: dict[str, Any]) -> None:
    shipped = (_REPOSITORY / "config.yaml").read_text(encoding="utf-8")
    rules = (
        'recurring: [{name: n, cron: "0 20 * * TUE", profile: league-match, from: 2026-09-15,\n'
        "  until: 2027-05-31, except: [2026-12-23]}]\n"
        "calendars: [{ics: league.ics, profile: league-match}]\n"
    )
    assert _faults(schema, shipped) == []
    assert _faults(schema, CALENDAR + rules) == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("version: 1", "version: 2"),
        ("version: 1\n", ""),
        ("timezone:", "timezones:"),
        ("max: 4000", "max: none"),
        ("max: 4000", "max: 0"),
        ("max: 4000", "maxx: 4000"),
        ("scale: 0.5", "scale: big"),
        ("scale: 0.5", "scale: 1001"),
        ("kickoff: 2026-12-05 12:30, ", ""),
        ("profile: league-match, scale: 0.5", "profile: 5"),
        ("    demand:\n", "    phases: [{from: kickoff, share: 2}]\n    demand:\n"),
    ],
)
def test_the_schema_refuses_invalid_calendars(schema: dict[str, Any], good: str, bad: str) -> None:
    assert good in CALENDAR
    assert _faults(schema, CALENDAR.replace(good, bad, 1)) != []


def test_the_schema_uses_the_names_of_the_file(schema: dict[str, Any]) -> None:
    fields = {name for name, _ in _fields(schema)}
    named = {"PhaseShare.from", "RecurringFixture.from", "RecurringFixture.except", ".recurring"}
    assert named <= fields


def test_the_committed_schema_is_current(schema: dict[str, Any]) -> None:
    committed = _REPOSITORY / "docs" / "calendar.schema.json"
    assert json.loads(committed.read_text(encoding="utf-8")) == schema
    assert "# yaml-language-server: $schema=docs/calendar.schema.json" in (
        _REPOSITORY / "config.yaml"
    ).read_text(encoding="utf-8")
