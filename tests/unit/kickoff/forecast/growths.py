"""Learned growth that is the same at every minute near a fixture."""

from math import log

from kickoff.forecast.curve import Alignment, Curve
from kickoff.forecast.errors import LEADS, RISKS, ErrorQuantiles
from kickoff.forecast.growth import STEP, Growth, Growths

_AROUND = Alignment(-60, 300, 120)


def steady(factor: float) -> ErrorQuantiles:
    """Return errors that are the same for every lead and risk."""
    return ErrorQuantiles(((log(factor),) * len(RISKS),) * len(LEADS))


def growing(factor: float, *, padding: float) -> Growths:
    """Return growth by a factor near a fixture, and none elsewhere."""
    curve = Curve(_AROUND, (0.0,) * _AROUND.length, padding)
    match = Growth(curve, (steady(factor),) * (_AROUND.length // STEP), kickoffs=9)
    return Growths(padding, steady(1.0), match, {})
