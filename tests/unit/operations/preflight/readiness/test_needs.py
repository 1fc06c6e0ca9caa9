"""The levels that a fixture needs: of its phases, of fixtures beside it, and of a forecast."""

from datetime import timedelta
from pathlib import Path

from kickoff.calendar import load
from kickoff.forecast.forecast_calendar import with_minimums
from operations.preflight.readiness.needs import fixture_needs
from tests.unit.kickoff.files import BASE, READ, utc

MINUTE = timedelta(minutes=1)
KICKOFF = utc("2026-12-05 12:30")
PHASES = "    tail: 30m\n    phases: [{from: kickoff-20m, share: 0.5}, {from: end-10m, share: 1}]\n"
FIXTURES = """\
fixtures:
- {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match}
- {name: Hull v Stoke, kickoff: 2026-12-05 14:00, profile: league-match, scale: 0.5}
"""


def reads(
    folder: Path, text: str, *, learned: tuple[int, int] | None = None
) -> list[tuple[int, str, str]]:
    """Return level, start and due of the reads of Leeds v Derby, an hour after kick-off.

    `learned` are the forecasts of this minute and of the last.
    """
    path = folder / "config.yaml"
    path.write_text(text)
    calendar, now = load(path), KICKOFF + 60 * MINUTE
    if learned is not None:
        this, last = learned
        calendar = with_minimums(calendar, now, {READ: this}, {READ: last})
    fixture = calendar.fixtures(KICKOFF, KICKOFF + MINUTE)[0]
    needs = fixture_needs(calendar, fixture, now)[READ]
    return [(each.level, f"{each.start:%H:%M}", f"{each.due:%H:%M}") for each in needs]


def test_each_rise_is_due_at_kickoff_or_at_its_start(tmp_path: Path) -> None:
    text = BASE.replace("    tail: 30m\n", PHASES) + FIXTURES
    assert reads(tmp_path, text) == [
        (600, "12:10", "12:30"),
        (900, "13:40", "13:40"),
        (1500, "14:20", "14:20"),
    ]


def test_a_level_after_a_fall_is_a_need_only_above_the_highest_before(tmp_path: Path) -> None:
    falling = PHASES.replace("{from: end-10m", "{from: kickoff, share: 0.2}, {from: end-10m")
    text = BASE.replace("    tail: 30m\n", falling) + FIXTURES.replace("scale: 0.5", "scale: 0.1")
    assert reads(tmp_path, text) == [(600, "12:10", "12:30"), (1224, "14:20", "14:20")]


def test_a_learned_level_counts_in_an_open_window(tmp_path: Path) -> None:
    assert reads(tmp_path, BASE + FIXTURES, learned=(700, 640)) == [(640, "12:10", "12:30")]
