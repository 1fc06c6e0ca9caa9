"""Tags of fixtures, and their effect on past peaks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import median
from typing import NamedTuple

from kickoff.timeline import Fixture

# An effect of fewer fixtures, or against fewer others, is shown and not used.
_ENOUGH = 5
_NEAREST = 4
_BETWEEN_TEAMS = re.compile(r"\s+(?:vs?\.?|[-\u2013\u2014])\s+", re.IGNORECASE)
_TEAMS = 2


class TaggedPeak(NamedTuple):
    """A past peak in units at scale 1, with the tags of its fixtures."""

    tags: frozenset[str]
    units: float


@dataclass(frozen=True, slots=True)
class TagEffect:
    """The factor of a tag on peaks, from a number of past fixtures with it.

    `is_used`: enough fixtures had it, and enough others had not.
    """

    tag: str
    factor: float
    fixtures: int
    is_used: bool

    def sentence(self) -> str:
        """Return the effect in words."""
        said = f"{self.tag}: peaks {self.factor:.2f} times the others, from {self.fixtures}"
        fixtures = "past fixture" if self.fixtures == 1 else "past fixtures"
        return f"{said} {fixtures}" + ("" if self.is_used else ": too few to use")


def tags_of(fixture: Fixture) -> frozenset[str]:
    """Return the tags of a fixture in small letters, and `team NAME` of both teams in its name."""
    teams = _BETWEEN_TEAMS.split(fixture.name.strip())
    named = (f"team {team}" for team in teams) if len(teams) == _TEAMS else ()
    return frozenset(tag.casefold() for tag in (*fixture.tags, *named))


def tag_effects(peaks: Sequence[TaggedPeak], tags: frozenset[str]) -> list[TagEffect]:
    """Return the effect of each tag on past peaks, oldest first; the strongest effect first.

    A peak with the tag is compared with the nearest peaks without it, because demand changes over
    a season.
    """
    found = []
    for tag in sorted(tags):
        others = [place for place, each in enumerate(peaks) if tag not in each.tags]
        ratios = [
            each.units / usual
            for place, each in enumerate(peaks)
            if tag in each.tags and (usual := _usual(peaks, others, place)) and each.units
        ]
        if ratios:
            enough = min(len(ratios), len(others)) >= _ENOUGH
            factor = max(round(median(ratios), 2), 0.01)
            found.append(TagEffect(tag, factor, len(ratios), enough))
    return sorted(found, key=lambda effect: -abs(log(effect.factor)))


def _usual(peaks: Sequence[TaggedPeak], others: Sequence[int], place: int) -> float:
    """Return the median of the nearest other peaks; 0 without one."""
    near = sorted(others, key=lambda each: abs(each - place))[:_NEAREST]
    return median(peaks[each].units for each in near) if near else 0.0


def used_factor(effects: Sequence[TagEffect]) -> float:
    """Return the factor of the strongest effect that is used; 1 without one."""
    return next((each.factor for each in effects if each.is_used), 1.0)
