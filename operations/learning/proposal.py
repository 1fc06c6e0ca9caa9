"""The learned demand as a diff of the calendar file, which a person can apply."""

import re
from collections.abc import Iterator
from difflib import unified_diff
from typing import NamedTuple

from kickoff.calendar.loading import document
from kickoff.calendar.loading.document import Node
from kickoff.calendar.model.file_keys import CalendarFile, Profile
from kickoff.forecast.demand_curve import CurvePhase
from kickoff.forecast.profile_forecast import ProfileForecast
from kickoff.forecast.target import ForecastTarget

_NUMBER = re.compile(r"\d+")


class _Edit(NamedTuple):
    """A replacement: `length` characters from the index `at` become `text`."""

    at: int
    length: int
    text: str


def proposal(target: ForecastTarget, forecast: ProfileForecast) -> str:
    """Return a unified diff of the file; empty if the number is right or is not in the file.

    Phases apply to all demands of a profile. They are added only to a profile without phases and
    with a single demand.
    """
    name, raw = next(iter(target.calendar.files.items()))
    before = raw.decode("utf-8-sig")
    root, _ = document.parse(before, name)
    profile = CalendarFile.model_validate(root.plain()).profiles[forecast.profile]
    after = before
    for edit in sorted(_edits(before, root, target, forecast, profile), reverse=True):
        after = f"{after[: edit.at]}{edit.text}{after[edit.at + edit.length :]}"
    old, new = (text.splitlines(keepends=True) for text in (before, after))
    return "".join(unified_diff(old, new, name, name))


def proposed(target: ForecastTarget, forecast: ProfileForecast) -> int:
    """Return the learned demand within the bounds of the calendar."""
    return target.clamp(forecast.curve.demand * target.rate)


def _edits(
    text: str, root: Node, target: ForecastTarget, forecast: ProfileForecast, profile: Profile
) -> Iterator[_Edit]:
    key = target.key
    demand = ("profiles", forecast.profile, "demand", key.target)
    place = _offset(
        text, root.locate((*demand, *profile.demand[key.target].paths()[key.dimension]))
    )
    number = _NUMBER.match(text, place)
    if number is None:
        return
    yield _Edit(number.start(), len(number[0]), str(proposed(target, forecast)))
    asked = [amount for each in profile.demand.values() for amount in each.amounts()]
    if not profile.phases and len(asked) == 1:
        line, column = root.locate(("profiles", forecast.profile))
        yield _shape(text, _offset(text, (line, column)), forecast.curve.phases())


def _shape(text: str, begins: int, phases: list[CurvePhase]) -> _Edit:
    """Return the phases as the first key of a profile, in flow or block style like the profile."""
    written = [f"{{from: {_mark(phase.since)}, share: {phase.share}}}" for phase in phases]
    if text[begins] == "{":
        return _Edit(begins + 1, 0, f"phases: [{', '.join(written)}], ")
    line = text.rfind("\n", 0, begins) + 1
    indent = " " * (begins - line)
    listed = "".join(f"{indent}  - {phase}\n" for phase in written)
    return _Edit(line, 0, f"{indent}phases:\n{listed}")


def _mark(since: int) -> str:
    return f"kickoff{since:+d}m" if since else "kickoff"


def _offset(text: str, where: tuple[int, int]) -> int:
    """Return the index of a line and column, both counted from 1."""
    line, column = where
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[: line - 1])) + column - 1
