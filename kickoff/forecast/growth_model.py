"""What was learned of a dimension, as it is stored between the daily run and the minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import isfinite

from pydantic import TypeAdapter, ValidationError

from kickoff.forecast.growth import MOST, Growths
from kickoff.forecast.loads import DAY

# The daily run may fail twice before what it learned last counts for nothing.
STALE = timedelta(days=3)
_SOON = timedelta(minutes=10)


class CorruptForecastError(Exception):
    """A stored forecast that nobody can have learned."""


@dataclass(frozen=True, slots=True)
class GrowthModel:
    """Growths, learned from what was known at an instant."""

    at: datetime
    growths: Growths

    def is_stale(self, now: datetime) -> bool:
        """Is it too old to go by, or from a time to come?"""
        return not -_SOON <= now - self.at <= STALE

    def dumps(self) -> str:
        """As JSON."""
        return _adapter().dump_json(self).decode()


def parse(text: str) -> GrowthModel:
    """An outlook of its JSON.

    Raises:
        Absurd: it is none, or its numbers are no growths.
    """
    try:
        outlook = _adapter().validate_json(text)
    except ValidationError as error:
        raise CorruptForecastError(error.errors()[0]["msg"]) from None
    growths = outlook.growths
    if outlook.at.tzinfo is None or not (isfinite(growths.padding) and growths.padding > 0):
        raise CorruptForecastError("its instant or its padding is none")
    for growth in (growths.pooled, *growths.by_profile.values()):
        if abs(growth.first) > DAY * 31 or not all(map(_is_growth, growth.factors)):
            raise CorruptForecastError("a growth is not between 1 and 20, or far from kick-off")
    if not _is_growth(growths.usual):
        raise CorruptForecastError("the usual growth is not between 1 and 20")
    return outlook


def _is_growth(factor: float) -> bool:
    return 1.0 <= factor <= MOST


@cache
def _adapter() -> TypeAdapter[GrowthModel]:
    return TypeAdapter(GrowthModel)
