"""The template of a release against template.yaml."""

import re
from typing import Any

import pytest

from operations.upgrade.template_text import parse_template
from scripts.packaged_template import artifacts, packaged
from tests.template.model import ROOT

TEXT = (ROOT / "template.yaml").read_text()
PACKAGED = packaged(TEXT)


def test_each_function_and_each_layer_has_an_archive_of_its_own() -> None:
    found = list(artifacts(TEXT))
    assert len({each.path for each in found}) == len(found) == 10
    lines = [line.strip() for line in PACKAGED.splitlines() if "Uri: " in line]
    assert lines == [
        f"{'ContentUri' if each.is_layer else 'CodeUri'}: {each.path}" for each in found
    ]


def test_nothing_else_differs_but_the_calendars_address() -> None:
    before, after = without_builds(TEXT), without_builds(PACKAGED)
    calendar = after["Parameters"].pop("Calendar")
    assert before["Parameters"].pop("Calendar")["Default"] == "config.yaml"
    assert "Default" not in calendar
    assert before == after


@pytest.mark.parametrize("address", ["s3://squad/config.yaml", "config.yaml"])
def test_the_calendar_must_be_at_an_address(address: str) -> None:
    pattern = parse_template(PACKAGED)["Parameters"]["Calendar"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, address)) == address.startswith("s3:")


def without_builds(text: str) -> dict[str, Any]:
    """Return a template without the locations and the ways to build its code."""
    template = dict(parse_template(text))
    for resource in template["Resources"].values():
        resource.pop("Metadata", None)
    return template
