"""The consumption of a dimension by the minute, from CloudWatch, for forecasts."""

from datetime import datetime

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, of_function, read_metrics
from kickoff.calendar import Calendar, FunctionTarget
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.forecast.loads import Loads
from kickoff.forecast.target import without_pings
from kickoff.outcome import Failure
from kickoff.timeline import Key
from prescaler.resources.registry import KINDS


class ConsumptionSeries:
    """Reads one metric of a dimension: consumed units, or concurrent requests."""

    def __init__(self, clients: Clients, calendar: Calendar) -> None:
        self._clients = clients
        self._calendar = calendar

    def __call__(self, key: Key, start: datetime, end: datetime) -> Loads:
        """Read the consumption of each minute in [start, end).

        Raises:
            SourceUnavailableError: CloudWatch did not answer, or could not read the metric.
        """
        place, metric = self._calendar.targets[key.target].place, self._metric(key)
        try:
            with self._clients.calling(place, f"cloudwatch:GetMetricData of {'.'.join(key)}"):
                client = self._clients.cloudwatch(place)
                found = read_metrics(client, [metric], start, end)[metric]
        except Failure as failure:
            raise SourceUnavailableError(failure.outcome.message) from failure
        dimension = KINDS.dimensions(self._calendar).get(key)
        silent = dimension is None or KINDS.of(dimension).silent_when_idle
        loads = Loads.of_metric(found.items(), start, end, silent_when_idle=silent)
        match self._calendar.targets[key.target]:
            case FunctionTarget(warm=warm) if warm is not None and key.dimension == "warm":
                return without_pings(loads, warm.every, self._calendar.zone)
            case _:
                return loads

    def _metric(self, key: Key) -> Metric:
        dimension = KINDS.dimensions(self._calendar).get(key)
        if dimension is not None:
            return KINDS.of(dimension).metrics(dimension)[0]
        target = self._calendar.targets[key.target]
        if isinstance(target, FunctionTarget):
            return of_function(target.function, target.qualifier, "ConcurrentExecutions")
        raise KeyError(key)
