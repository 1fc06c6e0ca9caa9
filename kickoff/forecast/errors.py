"""The usual errors of a forecast, as quantiles by lead and risk.

An error is the logarithm of the load divided by its forecast: 0.1 is a load 10 % above. A lead is
the number of minutes from the last known minute to the forecast one. A risk is the share of minutes
with a larger error.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, sqrt
from statistics import NormalDist

LEADS = (2, 5, 12, 64)
RISKS = (0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.9)

# Without examples: 15 % at a risk of one in ten and a lead of 4, as a random walk.
_UNKNOWN = 0.15 / sqrt(4) / NormalDist().inv_cdf(0.9)
_ENOUGH = 4


@dataclass(frozen=True, slots=True)
class ErrorQuantiles:
    """For each of `LEADS`, the error that is exceeded with each of `RISKS`."""

    by_lead: tuple[tuple[float, ...], ...]

    def at(self, lead: int, risk: float) -> float:
        """Return the error that is exceeded with a risk, interpolated."""
        low, weight = _place(LEADS, lead)
        below, above = (_at_risk(self.by_lead[each], risk) for each in (low, low + 1))
        return below + weight * (above - below)


def error_quantiles(errors: Sequence[Sequence[float]], examples: int) -> ErrorQuantiles:
    """Return the quantiles of known errors: a list for each of `LEADS`.

    With fewer than four examples, part of an assumed error is the least.
    """
    assumed = max(_ENOUGH - examples, 0) / _ENOUGH
    rows = []
    for lead, each in zip(LEADS, errors, strict=True):
        ordered = sorted(each)
        row = [_exceeded(ordered, risk) for risk in RISKS]
        if assumed:
            least = [assumed * _UNKNOWN * sqrt(lead) * factor for factor in _normal_quantiles()]
            row = list(map(max, row, least))
        rows.append(tuple(round(error, 4) for error in row))
    return ErrorQuantiles(tuple(rows))


def unknown_errors() -> ErrorQuantiles:
    """Return the assumed quantiles without any example."""
    return error_quantiles([()] * len(LEADS), 0)


@cache
def _normal_quantiles() -> tuple[float, ...]:
    """Return the errors of a standard normal distribution that each risk exceeds."""
    return tuple(NormalDist().inv_cdf(1 - risk) for risk in RISKS)


def _exceeded(ordered: Sequence[float], risk: float) -> float:
    """Return the smallest error that a share of at most `risk` exceeds."""
    return ordered[ceil(len(ordered) * (1 - risk)) - 1] if ordered else 0.0


def _at_risk(quantiles: Sequence[float], risk: float) -> float:
    low, weight = _place(RISKS, risk)
    return quantiles[low] + weight * (quantiles[low + 1] - quantiles[low])


def _place(steps: Sequence[float], value: float) -> tuple[int, float]:
    """Return the step below a value, and its distance to it as a share of the step's width."""
    low = min(max(bisect_right(steps, value) - 1, 0), len(steps) - 2)
    share = (value - steps[low]) / (steps[low + 1] - steps[low])
    return low, min(max(share, 0.0), 1.0)
