"""The next fixture that a stop leaves unraised."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kickoff.calendar import Calendar, load
from kickoff.timeline import Key
from operations.unraised_fixture import next_unraised
from tests.unit.kickoff.files import utc

READ = Key("prices", "read")
OPENS = utc("2026-12-05 12:10")
MINUTE = timedelta(minutes=1)
CALENDAR = """\
version: 1
timezone: UTC
targets:
  prices: {table: prices, read: {baseline: 50, max: 4000}}
  pricing: {function: pricing, qualifier: live, warm: {baseline: 1, max: 200, every: 1m}}
profiles:
  small: {lasts: 1h, demand: {prices: {read: 50}}}
  pinged: {lasts: 1h, lead: 20m, demand: {pricing: {warm: 5}}}
  match: {lasts: 2h, lead: 20m, demand: {prices: {read: 1200}, pricing: {warm: 5}}}
fixtures:
  - {name: Training, kickoff: 2026-12-05 08:00, profile: small}
  - {name: Draw, kickoff: 2026-12-05 10:00, profile: pinged}
  - {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: match}
  - {name: Hull v Stoke, kickoff: 2026-12-05 13:00, profile: match}
"""


@pytest.mark.parametrize(
    ("now", "raised", "name"),
    [
        (utc("2026-12-05 07:00"), {}, "Draw"),  # Training needs the baseline only
        (utc("2026-12-05 10:30"), {}, "Leeds v Derby"),  # Draw is warm
        (OPENS - MINUTE, {READ: 1200}, "Leeds v Derby"),  # its pings are ahead
        (OPENS + MINUTE, {}, "Leeds v Derby"),
        (OPENS + MINUTE, {READ: 2400}, "Hull v Stoke"),
        (OPENS + 40 * MINUTE, {READ: 2400}, None),
        (utc("2026-12-05 15:00"), {}, None),
    ],
)
def test_the_next_fixture_needs_more_than_is_raised(
    tmp_path: Path, now: datetime, raised: Mapping[Key, int], name: str | None
) -> None:
    found = next_unraised(calendar_of(tmp_path, CALENDAR), raised, now)
    assert (found.name if found else None) == name


def test_a_fixture_of_an_observed_calendar_is_none(tmp_path: Path) -> None:
    observed = calendar_of(tmp_path, f"mode: observe\n{CALENDAR}")
    assert next_unraised(observed, {}, OPENS) is None


def calendar_of(folder: Path, text: str) -> Calendar:
    path = folder / "config.yaml"
    path.write_text(text)
    return load(path)
