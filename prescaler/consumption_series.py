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
from prescaler.resources.registry import KINDS


class ConsumptionSeries:
    """Reads one metric of a capacity: consumed units, or requests on provisioned environments."""

    def __init__(self, clients: Clients, calendar: Calendar) -> None:
        self._clients = clients
        self._calendar = calendar
        self._dimensions = KINDS.dimensions(calendar)
        self._read: dict[tuple[Key, datetime, datetime], Minutes | Outcome] = {}

    def prefetch(self, keys: Iterable[Key], start: datetime, end: datetime) -> None:
        """Read the minutes of several dimensions, with one call for each account and region.

        A failure is raised when its dimension is asked for.
        """
        by_place: dict[Place, list[Key]] = {}
        for key in keys:
            by_place.setdefault(self._calendar.targets[key.target].place, []).append(key)
        for place, near in by_place.items():
            found = self._values(place, {key: self._metric(key, 1) for key in near}, start, end)
            self._read |= {(key, start, end): values for key, values in found.items()}

    def __call__(self, key: Key, start: datetime, end: datetime, /, *, period: int = 1) -> Loads:
        """Return the consumption of each minute in [start, end), or its mean over a period.

        Raises:
            SourceUnavailableError: CloudWatch did not answer, or could not read the metric.
        """
        metric = self._metric(key, period)
        values = self._read.pop((key, start, end), None) if period == 1 else None
        if values is None:
            place = self._calendar.targets[key.target].place
            values = self._values(place, {key: metric}, start, end)[key]
        if isinstance(values, Outcome):
            raise SourceUnavailableError(values.message)
        minutes = _by_minute(values, metric, period)
        silent = KINDS.of(self._dimensions[key]).silent_when_idle
        return Loads.of_metric(minutes.items(), start, end, silent_when_idle=silent)

    def _metric(self, key: Key, period: int) -> Metric:
        dimension = self._dimensions[key]
        return replace(KINDS.of(dimension).metrics(dimension)[0], period_s=period * MINUTE_S)

    def _values(
        self, place: Place, metrics: dict[Key, Metric], start: datetime, end: datetime
    ) -> dict[Key, Minutes | Outcome]:
        """Read the values of each metric in one place, or its failure."""
        first, *others = map(".".join, metrics)
        names = f"{first} and {len(others)} more" if others else first
        try:
            with self._clients.calling(place, f"cloudwatch:GetMetricData of {names}"):
                client = self._clients.cloudwatch(place)
                found = read_each_metric(client, metrics.values(), start, end)
        except Failure as failure:
            return dict.fromkeys(metrics, failure.outcome)
        return {key: found[metric] for key, metric in metrics.items()}


def _by_minute(values: Minutes, metric: Metric, period: int) -> Minutes:
    """Return a value for each minute of each period: the mean of a sum, or the same maximum."""
    share = period if metric.statistic == "Sum" else 1
    return {
        at + number * timedelta(minutes=1): value / share
        for at, value in values.items()
        for number in range(period)
    }
