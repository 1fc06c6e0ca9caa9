"""The consumption of a dimension by the minute, from CloudWatch, for forecasts."""

from dataclasses import replace
from datetime import datetime, timedelta

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import MINUTE_S, Metric, Minutes, read_metrics
from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.forecast.loads import Loads
from kickoff.outcome import Failure
from kickoff.timeline import Key
from prescaler.resources.registry import KINDS


class ConsumptionSeries:
    """Reads one metric of a capacity: consumed units, or requests on provisioned environments."""

    def __init__(self, clients: Clients, calendar: Calendar) -> None:
        self._clients = clients
        self._calendar = calendar

    def __call__(self, key: Key, start: datetime, end: datetime, /, *, period: int = 1) -> Loads:
        """Read the consumption of each minute in [start, end), or its mean over a period.

        Raises:
            SourceUnavailableError: CloudWatch did not answer, or could not read the metric.
        """
        dimension = KINDS.dimensions(self._calendar)[key]
        kind, place = KINDS.of(dimension), self._calendar.targets[key.target].place
        metric = replace(kind.metrics(dimension)[0], period_s=period * MINUTE_S)
        try:
            with self._clients.calling(place, f"cloudwatch:GetMetricData of {'.'.join(key)}"):
                client = self._clients.cloudwatch(place)
                found = read_metrics(client, [metric], start, end)[metric]
        except Failure as failure:
            raise SourceUnavailableError(failure.outcome.message) from failure
        minutes = _by_minute(found, metric, period)
        return Loads.of_metric(minutes.items(), start, end, silent_when_idle=kind.silent_when_idle)


def _by_minute(values: Minutes, metric: Metric, period: int) -> Minutes:
    """Return a value for each minute of each period: the mean of a sum, or the same maximum."""
    share = period if metric.statistic == "Sum" else 1
    return {
        at + number * timedelta(minutes=1): value / share
        for at, value in values.items()
        for number in range(period)
    }
