"""Learned demand of the first format, read as the present one.

The first format had one factor for each minute from kick-off: the growth of the next minutes. It
becomes a level curve, with the factor as the error of every lead and risk. The next daily run
replaces it.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from math import log

from pydantic import TypeAdapter, ValidationError

from kickoff.forecast.curve import Alignment, Curve
from kickoff.forecast.errors import LEADS, RISKS, ErrorQuantiles
from kickoff.forecast.growth import STEP, Growth, Growths
from kickoff.forecast.stored_text import CorruptForecastError

_MOST = 20.0


@dataclass(frozen=True, slots=True)
class _Growth:
    first: int
    factors: tuple[float, ...]
    kickoffs: int


@dataclass(frozen=True, slots=True)
class _Growths:
    padding: float
    usual: float
    pooled: _Growth
    by_profile: dict[str, _Growth]


@dataclass(frozen=True, slots=True)
class _Model:
    at: datetime
    growths: _Growths


def parse_first(json: bytes) -> tuple[datetime, Growths]:
    """Return the instant of learning, and the growth.

    Raises:
        CorruptForecastError: the text has another form, or a factor out of range.
    """
    try:
        model = _adapter().validate_json(json)
    except ValidationError as error:
        raise CorruptForecastError(error.errors()[0]["msg"]) from None
    growths = model.growths
    padding = growths.padding
    pooled = _growth(growths.pooled, padding) if growths.pooled.factors else None
    by_profile = {
        name: _growth(each, padding) for name, each in growths.by_profile.items() if each.factors
    }
    return model.at, Growths(padding, _steady(growths.usual), pooled, by_profile)


def _growth(growth: _Growth, padding: float) -> Growth:
    length = len(growth.factors)
    # No minute is in the second half, so all are counted from kick-off, as they were.
    aligned = Alignment(growth.first, length, 2 * (abs(growth.first) + length + 1))
    steps = (growth.factors[place : place + STEP] for place in range(0, length, STEP))
    errors = tuple(_steady(max(factors)) for factors in steps)
    return Growth(Curve(aligned, (0.0,) * length, padding), errors, growth.kickoffs)


def _steady(factor: float) -> ErrorQuantiles:
    """Return errors that are the same for every lead and risk."""
    if not 1.0 <= factor <= _MOST:
        raise CorruptForecastError("a growth is not between 1 and 20")
    return ErrorQuantiles(((round(log(factor), 4),) * len(RISKS),) * len(LEADS))


@cache
def _adapter() -> TypeAdapter[_Model]:
    return TypeAdapter(_Model)
