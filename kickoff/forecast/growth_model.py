"""Learned growth of a dimension, as the daily run stores it and the ticks read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import isfinite

from pydantic import TypeAdapter, ValidationError

from kickoff import formats
from kickoff.forecast.errors import LEADS, RISKS, ErrorQuantiles
from kickoff.forecast.first_format import parse_first
from kickoff.forecast.growth import STEP, Growth, Growths
from kickoff.forecast.loads import DAY
from kickoff.forecast.stored_text import CorruptForecastError, pack, unpack

# The daily run may fail twice before the last result is too old.
STALE = timedelta(days=3)
_SOON = timedelta(minutes=10)
# A curve of a month, and logarithms far above any load.
_LONGEST = DAY * 31
_MOST = 25


@dataclass(frozen=True, slots=True)
class GrowthModel:
    """Growth, learned from the loads known at an instant."""

    at: datetime
    growths: Growths

    def is_stale(self, now: datetime) -> bool:
        """Return whether it is too old, or from the future."""
        return not -_SOON <= now - self.at <= STALE

    def dumps(self) -> str:
        """Return it as text."""
        return pack(_adapter().dump_json(self), formats.LEARNED_DEMAND)


def parse(text: str) -> GrowthModel:
    """Return the model of a stored text.

    Raises:
        CorruptForecastError: the text has another form, a newer format, or a number out of range.
    """
    unpacked = unpack(text, formats.LEARNED_DEMAND)
    if unpacked.format == formats.FIRST:
        model = GrowthModel(*parse_first(unpacked.json))
    else:
        model = _present(unpacked.json)
    growths = model.growths
    if model.at.tzinfo is None or not (isfinite(growths.padding) and growths.padding > 0):
        raise CorruptForecastError("its instant has no offset, or its padding is not positive")
    pooled = () if growths.pooled is None else (growths.pooled,)
    for growth in (*pooled, *growths.by_profile.values()):
        _check(growth)
    _check_errors(growths.usual)
    return model


def _present(json: bytes) -> GrowthModel:
    try:
        return _adapter().validate_json(json)
    except ValidationError as error:
        raise CorruptForecastError(error.errors()[0]["msg"]) from None


def _check(growth: Growth) -> None:
    curve = growth.curve
    aligned = curve.alignment
    if not 0 < aligned.length == len(curve.levels) <= _LONGEST or abs(aligned.first) > _LONGEST:
        raise CorruptForecastError("a curve has no minutes, too many, or is far from kick-off")
    if len(growth.errors) != -(-aligned.length // STEP):
        raise CorruptForecastError("a curve has errors for other minutes")
    if not all(abs(level) <= _MOST for level in curve.levels):
        raise CorruptForecastError(f"a level is not between -{_MOST} and {_MOST}")
    if not (isfinite(curve.size) and curve.size > 0):
        raise CorruptForecastError("the size of a curve is not positive")
    for errors in growth.errors:
        _check_errors(errors)


def _check_errors(errors: ErrorQuantiles) -> None:
    if [len(each) for each in errors.by_lead] != [len(RISKS)] * len(LEADS):
        raise CorruptForecastError("an error has other leads or risks")
    if not all(abs(error) <= _MOST for each in errors.by_lead for error in each):
        raise CorruptForecastError(f"an error is not between -{_MOST} and {_MOST}")


@cache
def _adapter() -> TypeAdapter[GrowthModel]:
    return TypeAdapter(GrowthModel)
