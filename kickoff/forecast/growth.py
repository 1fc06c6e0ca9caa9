"""Growth of the load from the last known minute to the next ones, with its usual error.

Growth does not depend on size: a Sunday's fixture with a fifth of a Monday's load grows alike. So
the forecast of a minute is the last known load, times the growth of the typical curve between both
minutes, times a margin. The margin is the error that past forecasts with the same lead and the same
distance from kick-off exceeded only in a share of the minutes: the risk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import exp, isnan, log
from typing import NamedTuple

from kickoff.forecast.curve import AlignedLoad, Alignment, Curve, align, alignment, typical_curve
from kickoff.forecast.errors import LEADS, ErrorQuantiles, error_quantiles, unknown_errors
from kickoff.forecast.examples import Example
from kickoff.forecast.loads import DAY, Loads
from kickoff.forecast.recording import Recording

# CloudWatch has a minute's value after two more minutes have begun.
DELAY = 2
# An older minute does not predict the next one.
STALE = 60
# A minimum set now must be sufficient until later raises take effect.
AHEAD = 5
# A profile with fewer kick-offs uses the growth of all profiles.
_ENOUGH = 4
# Older kick-offs are from another season.
_LATEST = 80
_USUAL_DAYS, _USUAL_STEP = 14, 20
# Errors are kept for every tenth minute, from the minutes around it.
STEP = 10
_SPACING = 5
_NEIGHBOURS = 12
_ENOUGH_ERRORS = 200


class KnownLoad(NamedTuple):
    """The last known load, in units a minute, and its minute."""

    units: float
    minute: int


@dataclass(frozen=True, slots=True)
class Growth:
    """The typical curve of a number of kick-offs, and the errors of forecasts by it.

    `errors` has quantiles for every tenth position of the curve.
    """

    curve: Curve
    errors: tuple[ErrorQuantiles, ...]
    kickoffs: int

    def position(self, example: Example, number: int) -> int | None:
        """Return the position of a minute on the curve; None if it is not near the fixture."""
        place = self.curve.alignment.position(example, number)
        inside = 0 <= place - self.curve.alignment.first < len(self.curve.levels)
        return place if inside else None

    def size(self, example: Example, number: int) -> float:
        """Return the typical load of a fixture in a minute, or in its nearest minute."""
        place = self.curve.alignment.position(example, number)
        return example.scale * self.curve.size * exp(self.curve.level(place))

    def margin(self, position: int, lead: int, risk: float) -> float:
        """Return the logarithm of the margin at a position."""
        return self.errors[(position - self.curve.alignment.first) // STEP].at(lead, risk)


@dataclass(frozen=True, slots=True)
class Growths:
    """Learned growth: of all profiles together (`pooled`), and by profile.

    `usual` has the errors outside all fixtures. `padding`, in units a minute, is added to every
    load. So growth from 0 to a little is small.
    """

    padding: float
    usual: ErrorQuantiles
    pooled: Growth | None
    by_profile: Mapping[str, Growth]

    @property
    def is_empty(self) -> bool:
        """True if no consumption of any past kick-off was known."""
        return self.pooled is None

    def of(self, profile: str) -> Growth | None:
        """Return the growth of a profile; the pooled growth if it had too few kick-offs."""
        return self.by_profile.get(profile, self.pooled)

    def expected(
        self, known: KnownLoad, running: Sequence[Example], now: int, risk: float
    ) -> float:
        """Return the load of the next minutes that is exceeded with a risk.

        It is never below the last known load. Concurrent fixtures grow in proportion to their
        typical loads.
        """
        growing = [(each, growth) for each in running if (growth := self.of(each.profile))]
        usual = unknown_errors() if running and not growing else self.usual
        highest = 0.0
        for number in range(now, now + AHEAD + 1):
            lead = number - known.minute
            upward = usual.at(lead, risk)
            near = [
                (each, of, place)
                for each, of in growing
                if (place := of.position(each, number)) is not None
            ]
            if near:
                before = sum(of.size(each, known.minute) for each, of, _ in near)
                after = sum(of.size(each, number) for each, of, _ in near)
                margin = max(of.margin(place, lead, risk) for _, of, place in near)
                upward = max(upward, max(log(after / before), 0.0) + margin)
            highest = max(highest, upward)
        return (known.units + self.padding) * exp(highest) - self.padding


def last_known(loads: Loads, now: int) -> KnownLoad | None:
    """Return the latest load known at a minute; None if it is too old."""
    for number in range(now - DELAY, now - STALE, -1):
        if not isnan(units := loads.at(number)):
            return KnownLoad(units, number)
    return None


def learn(
    recordings: Sequence[Recording], loads: Loads, past: Sequence[Example], padding: float
) -> Growths:
    """Learn growth from the recordings of past kick-offs, oldest first.

    A recording without its last minutes is not used: the fixture may be running. The usual errors
    come from the last days of `loads`, outside the `past` fixtures.
    """
    by_profile: dict[str, list[Recording]] = {}
    complete = [each for each in recordings if each.is_complete]
    for each in complete:
        by_profile.setdefault(each.example.profile, []).append(each)
    return Growths(
        padding,
        usual=_usual(loads, past, padding),
        pooled=_growth(complete[-_LATEST:], padding) if complete else None,
        by_profile={
            profile: _growth(own[-_LATEST:], padding)
            for profile, own in by_profile.items()
            if len(own) >= _ENOUGH and len(by_profile) > 1
        },
    )


def _growth(recordings: Sequence[Recording], padding: float) -> Growth:
    common = alignment([each.example for each in recordings])
    aligned = align(recordings, common, padding)
    curve = typical_curve(aligned, common)
    kickoffs = len({each.example.kickoff for each in recordings})
    return Growth(curve, tuple(_errors(aligned, curve, common)), kickoffs)


def _errors(
    aligned: Sequence[AlignedLoad], curve: Curve, common: Alignment
) -> list[ErrorQuantiles]:
    """Return the errors at every tenth position, from the minutes around it.

    Only recordings of single minutes have errors of single minutes.
    """
    aligned = [each for each in aligned if each.recording.period == 1]
    spacing = min(max(len(aligned) * 2 * _NEIGHBOURS // _ENOUGH_ERRORS, 1), _SPACING)
    by_lead = [_errors_of_lead(aligned, curve, lead, spacing) for lead in LEADS]
    near, found = _NEIGHBOURS // spacing, []
    for position in range(0, common.length, STEP):
        middle = position // spacing
        places = slice(max(middle - near, 0), middle + near + 1)
        pooled = [list(chain.from_iterable(columns[places])) for columns in by_lead]
        found.append(error_quantiles(pooled, len(aligned)))
    return found


def _errors_of_lead(
    aligned: Sequence[AlignedLoad], curve: Curve, lead: int, spacing: int
) -> list[list[float]]:
    """Return the known errors of each position that `spacing` selects."""
    growth = {
        number: max(curve.levels[number] - curve.levels[number - lead], 0.0)
        for number in range(0, len(curve.levels), spacing)
        if number >= lead
    }
    rows = [
        [levels[number] - levels[number - lead] - grown for number, grown in growth.items()]
        for levels in (each.logarithms for each in aligned)
    ]
    columns = [
        [error for error in column if not isnan(error)] for column in zip(*rows, strict=True)
    ]
    return [[] for _ in range(0, lead, spacing)] + columns


def _usual(loads: Loads, past: Sequence[Example], padding: float) -> ErrorQuantiles:
    """Return the errors outside all fixtures, where the load is expected to stay the same."""
    start = max(loads.first, loads.end - _USUAL_DAYS * DAY)
    busy = {number for example in past if example.span.stop > start for number in example.span}
    known = [units + padding for units in loads.between(start, loads.end)]
    quiet = [
        place
        for place in range(max(LEADS), len(known), _USUAL_STEP)
        if start + place not in busy and not isnan(known[place])
    ]
    if len(quiet) * _USUAL_STEP < DAY:
        return unknown_errors()
    errors = [
        [log(known[place] / before) for place in quiet if not isnan(before := known[place - lead])]
        for lead in LEADS
    ]
    return error_quantiles(errors, len(quiet))
