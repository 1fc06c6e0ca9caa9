"""The recorded load of past fixtures."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan, log

from kickoff.forecast.examples import Example
from kickoff.forecast.loads import Loads


@dataclass(frozen=True, slots=True)
class Recording:
    """The load of an example's span, in units a minute."""

    example: Example
    loads: Loads

    def logarithms(self, padding: float) -> list[float]:
        """Return the logarithm of each minute's load plus `padding`; NaN if unknown."""
        first, values = self.loads.first, self.loads.values
        return [log(values[number - first] + padding) for number in range(first, self.loads.end)]

    @property
    def is_known(self) -> bool:
        """True if the load of any minute is known."""
        return not all(map(isnan, self.loads.values))


def record(past: Iterable[Example], loads: Loads) -> list[Recording]:
    """Return the recordings of the examples that are over when the loads end.

    An example without any known minute has none.
    """
    found = []
    for example in past:
        if example.span.stop <= loads.end:
            start, stop = max(example.span.start, loads.first), example.span.stop
            recording = Recording(example, Loads(start, loads.between(start, stop)))
            if recording.is_known:
                found.append(recording)
    return found
