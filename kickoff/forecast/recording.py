"""The recorded load of past fixtures."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan, log

from kickoff.forecast.examples import Example
from kickoff.forecast.loads import Loads


@dataclass(frozen=True, slots=True)
class Recording:
    """The load of an example's span, in units a minute.

    Each value is the mean of `period` minutes.
    """

    example: Example
    loads: Loads
    period: int = 1

    @property
    def known_minutes(self) -> int:
        """Number of minutes whose load is known."""
        return sum(not isnan(units) for units in self.loads.values)

    @property
    def is_complete(self) -> bool:
        """True if its last minute is recorded; a fixture can run late."""
        return self.loads.end >= self.example.span.stop

    def logarithms(self, padding: float) -> list[float]:
        """Return the logarithm of each minute's load plus `padding`; NaN if unknown."""
        return [log(units + padding) for units in self.loads.values]


def record(past: Iterable[Example], loads: Loads, period: int = 1) -> list[Recording]:
    """Return the recordings of the examples that are over when the loads end.

    An example without any known minute has none.
    """
    found = []
    for example in past:
        if example.closes <= loads.end:
            start, stop = max(example.span.start, loads.first), example.span.stop
            recording = Recording(example, Loads(start, loads.between(start, stop)), period)
            if recording.known_minutes:
                found.append(recording)
    return found
