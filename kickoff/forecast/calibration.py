"""Calibration of predicted peaks: the share of past fixtures above their prediction, as asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb

from kickoff.forecast.profile_forecast import PeakCheck, ProfileForecast
from kickoff.forecast.target import ForecastTarget

# The 90th percentile: one peak in ten may be above it.
ASKED = 0.1
_FEW = 5
# A count that chance explains in fewer than one case in twenty is no chance.
_UNLIKELY = 0.05


class Verdict(StrEnum):
    """A judgement of the calibration, in words."""

    TOO_FEW = "too few fixtures to judge"
    AS_ASKED = "as asked"
    TOO_LOW = "too low: more peaks were above the 90th percentile than asked"
    CAUTIOUS = "cautious: fewer peaks were above the 90th percentile than asked"


@dataclass(frozen=True, slots=True)
class Calibration:
    """The number of checked peaks, and of those above their predicted 90th percentile.

    `written` is the number of the calendar at scale 1; None without a coming fixture.
    `written_is_better`: it would have missed the past peaks by less than the predictions did.
    """

    above: int
    checked: int
    written: int | None = None
    written_is_better: bool = False

    @property
    def verdict(self) -> Verdict:
        """Judge the count by a binomial test."""
        if self.checked < _FEW:
            return Verdict.TOO_FEW
        if _chance(range(self.above, self.checked + 1), self.checked) < _UNLIKELY:
            return Verdict.TOO_LOW
        if _chance(range(self.above + 1), self.checked) < _UNLIKELY:
            return Verdict.CAUTIOUS
        return Verdict.AS_ASKED

    def sentences(self) -> list[str]:
        """Return the calibration in words."""
        was = f"{self.above} in {self.checked}"
        said = [f"above the 90th percentile: asked one in ten; was {was}: {self.verdict}"]
        if self.written_is_better:
            said.append(
                f"the written {self.written:,} is better than what was learned: it missed the "
                "past peaks by less; keep it"
            )
        return said


def calibration(target: ForecastTarget, forecast: ProfileForecast) -> Calibration:
    """Return the calibration of a profile's predicted peaks."""
    checks = forecast.checks
    fixture = forecast.fixture
    written = fixture.demand.get(target.key) if fixture else None
    above = sum(check.actual > check.predicted.high for check in checks)
    better = (
        written is not None and len(checks) >= _FEW and _loss(checks, written) < _loss(checks, None)
    )
    return Calibration(above, len(checks), written, better)


def _loss(checks: Sequence[PeakCheck], written: int | None) -> float:
    """Return the quantile loss of one number for all peaks, or of their predictions.

    A unit too little costs nine times a unit too much, so the 90th percentile has the least loss.
    """
    total = 0.0
    for check in checks:
        short = check.actual - (check.predicted.high if written is None else written)
        total += short * (1 - ASKED) if short > 0 else -short * ASKED
    return total


def _chance(counts: range, checked: int) -> float:
    """Return the probability of these counts of peaks above, if one in ten is."""
    return sum(comb(checked, n) * ASKED**n * (1 - ASKED) ** (checked - n) for n in counts)
