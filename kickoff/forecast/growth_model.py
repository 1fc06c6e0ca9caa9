"""Learned growth of a dimension, as the daily run stores it and the ticks read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import isfinite

from pydantic import TypeAdapter, ValidationError

from kickoff import formats
from kickoff.forecast.growth import MOST, Growths
from kickoff.forecast.loads import DAY

# The daily run may fail twice before the last result is too old.
STALE = timedelta(days=3)
_SOON = timedelta(minutes=10)


class CorruptForecastError(Exception):
    """A stored forecast with a form or a number that learning cannot produce."""


@dataclass(frozen=True, slots=True)
class GrowthModel:
    """Growth, learned from the loads known at an instant. `format` is the number of its layout."""

    at: datetime
    growths: Growths
    format: int = formats.LEARNED_DEMAND

    def is_stale(self, now: datetime) -> bool:
        """Return whether it is too old, or from the future."""
        return not -_SOON <= now - self.at <= STALE

    def dumps(self) -> str:
        """Return it as JSON."""
        return _adapter().dump_json(self).decode()


def parse(text: str) -> GrowthModel:
    """Return the model of a JSON text.

    Raises:
        CorruptForecastError: the text has another form, or a number out of range.
    """
    try:
        found = _record().validate_json(text).get("format")
        if formats.is_newer(found, formats.LEARNED_DEMAND):
            raise CorruptForecastError(formats.refusal("it", found, formats.LEARNED_DEMAND))
        model = _adapter().validate_json(text)
    except ValidationError as error:
        raise CorruptForecastError(error.errors()[0]["msg"]) from None
    growths = model.growths
    if model.at.tzinfo is None or not (isfinite(growths.padding) and growths.padding > 0):
        raise CorruptForecastError("its instant has no offset, or its padding is not positive")
    for growth in (growths.pooled, *growths.by_profile.values()):
        if abs(growth.first) > DAY * 31 or not all(map(_is_growth, growth.factors)):
            raise CorruptForecastError("a growth is not between 1 and 20, or far from kick-off")
    if not _is_growth(growths.usual):
        raise CorruptForecastError("the usual growth is not between 1 and 20")
    return model


def _is_growth(factor: float) -> bool:
    return 1.0 <= factor <= MOST


@cache
def _record() -> TypeAdapter[dict[str, object]]:
    return TypeAdapter(dict[str, object])


@cache
def _adapter() -> TypeAdapter[GrowthModel]:
    return TypeAdapter(GrowthModel)
