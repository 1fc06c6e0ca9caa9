"""The consumption of a dimension by the minute, from CloudWatch, for forecasts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import MINUTE_S, Metric, Minutes, read_each_metric
from kickoff.aws.place import Place
from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.forecast.loads import Loads
from kickoff.outcome import Failure, Outcome
from kickoff.timeline import Key
from prescaler.model import Dimension
from prescaler.resources.registry import KINDS

# Clients send a refused request again: at most this multiple of the consumption is added.
_MOST_REFUSED = 2


class ConsumptionSeries:
    """Reads the demand of a capacity: consumed units, or requests on provisioned environments.

    A refused request of a table is demand too: it counts as one unit.
    """

    def __init__(self, clients: Clients, calendar: Calendar) -> None:
        self._clients = clients
        self._calendar = calendar
        self._dimensions: dict[Key, Dimension] = {}
        self._read: dict[tuple[Key, datetime, datetime], Minutes | Outcome] = {}

    def prefetch(self, keys: Iterable[Key], start: datetime, end: datetime) -> None:
        """Read the minutes of several dimensions, with one call for each account and region.

        A failure is raised when its dimension is asked for.
        """
        by_place: dict[Place, list[Key]] = {}
        for key in filter(self._is_learned, keys):
            by_place.setdefault(self._calendar.targets[key.target].place, []).append(key)
        for place, near in by_place.items():
            found = self._values(place, near, start, end)
            self._read |= {(key, start, end): values for key, values in found.items()}

    def __call__(self, key: Key, start: datetime, end: datetime, /, *, period: int = 1) -> Loads:
        """Return the demand of each minute in [start, end), or its mean over a period.

        Raises:
            SourceUnavailableError: CloudWatch did not answer, or could not read the metric; or the
                consumption is not measured in units of the dimension.
        """
        if not self._is_learned(key):
            name = ".".join(key)
            raise SourceUnavailableError(f"{name}: its consumption is not measured in its units")
        values = self._read.pop((key, start, end), None) if period == 1 else None
        if values is None:
            place = self._calendar.targets[key.target].place
            values = self._values(place, [key], start, end, period)[key]
        if isinstance(values, Outcome):
            raise SourceUnavailableError(values.message)
        silent = KINDS.of(self._dimension(key)).silent_when_idle
        return Loads.of_metric(values.items(), start, end, silent_when_idle=silent)

    def _dimension(self, key: Key) -> Dimension:
        """Return a dimension; only those that are asked for are made, once."""
        if key not in self._dimensions:
            target = self._calendar.targets[key.target]
            self._dimensions |= {each.key: each for each in KINDS.of_target(key.target, target)}
        return self._dimensions[key]

    def _is_learned(self, key: Key) -> bool:
        dimension = self._dimension(key)
        kind = KINDS.of(dimension)
        return kind.learns_demand and kind.metrics(dimension)[0] is not None

    def _metrics(self, key: Key, period: int) -> list[Metric]:
        """Return the metric of consumption; for sums, that of refused requests too."""
        dimension = self._dimension(key)
        known = [
            replace(each, period_s=period * MINUTE_S)
            for each in KINDS.of(dimension).metrics(dimension)
            if each is not None
        ]
        return known if known[0].statistic == "Sum" else known[:1]

    def _values(
        self, place: Place, keys: list[Key], start: datetime, end: datetime, period: int = 1
    ) -> dict[Key, Minutes | Outcome]:
        """Read the demand of each dimension in one place, or its failure."""
        first, *others = map(".".join, keys)
        names = f"{first} and {len(others)} more" if others else first
        metrics = {key: self._metrics(key, period) for key in keys}
        asked = [metric for each in metrics.values() for metric in each]
        try:
            with self._clients.calling(place, f"cloudwatch:GetMetricData of {names}"):
                found = read_each_metric(self._clients.cloudwatch(place), asked, start, end)
        except Failure as failure:
            return dict.fromkeys(keys, failure.outcome)
        return {
            key: _demand([found[metric] for metric in each], period)
            for key, each in metrics.items()
        }


def _demand(values: list[Minutes | Outcome], period: int) -> Minutes | Outcome:
    """Return the demand of each minute: of maxima, or of sums of consumed and refused."""
    consumed, *others = values
    if isinstance(consumed, Outcome) or not others:
        return consumed if isinstance(consumed, Outcome) else _by_minute(consumed, period)
    (refused,) = others
    if isinstance(refused, Outcome):
        return refused
    sums = {
        at: units + min(refused.get(at, 0.0), _MOST_REFUSED * units)
        for at, units in consumed.items()
    }
    return _by_minute({at: units / period for at, units in sums.items()}, period)


def _by_minute(values: Minutes, period: int) -> Minutes:
    """Return a value for each minute of each period."""
    return {
        at + number * timedelta(minutes=1): value
        for at, value in values.items()
        for number in range(period)
    }
