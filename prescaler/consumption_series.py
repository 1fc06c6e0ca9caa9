"""The consumption of a dimension by the minute, from CloudWatch, for forecasts."""

from datetime import datetime

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import read_metrics
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

    def __call__(self, key: Key, start: datetime, end: datetime) -> Loads:
        """Read the consumption of each minute in [start, end).

        Raises:
            SourceUnavailableError: CloudWatch did not answer, or could not read the metric.
        """
        dimension = KINDS.dimensions(self._calendar)[key]
        kind, place = KINDS.of(dimension), self._calendar.targets[key.target].place
        metric = kind.metrics(dimension)[0] if kind.learns_demand else None
        if metric is None:
            name = ".".join(key)
            raise SourceUnavailableError(f"{name}: its consumption is not measured in its units")
        try:
            with self._clients.calling(place, f"cloudwatch:GetMetricData of {'.'.join(key)}"):
                client = self._clients.cloudwatch(place)
                found = read_metrics(client, [metric], start, end)[metric]
        except Failure as failure:
            raise SourceUnavailableError(failure.outcome.message) from failure
        return Loads.of_metric(found.items(), start, end, silent_when_idle=kind.silent_when_idle)
