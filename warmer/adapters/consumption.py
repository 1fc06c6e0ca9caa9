"""Reads the concurrent requests of functions whose demand is learned."""

from datetime import datetime

from kickoff.aws.clients import Clients
from kickoff.aws.errors import AWS_ERRORS
from kickoff.aws.metrics import read_metrics
from kickoff.calendar import Calendar, FunctionTarget
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.forecast.forecaster import ReadLoads
from kickoff.forecast.loads import Loads
from kickoff.forecast.target import without_pings
from kickoff.outcome import Failure
from kickoff.timeline import Key
from warmer.adapters.concurrency import METRICS_PERMISSION
from warmer.model import FunctionRef
from warmer.plan.concurrency import of_resource


def consumption_of(calendar: Calendar, clients: Clients) -> ReadLoads:
    """Return a reader of the functions of a calendar, without the minutes of pings.

    The reader raises SourceUnavailableError.
    """

    def read(key: Key, start: datetime, end: datetime) -> Loads:
        target = calendar.targets[key.target]
        if not isinstance(target, FunctionTarget) or target.warm is None:
            raise SourceUnavailableError(f"{key.target} has no warm containers to learn from")
        metric = of_resource(FunctionRef(target.function, target.qualifier, target.place))
        try:
            values = read_metrics(clients.cloudwatch(target.place), [metric], start, end)[metric]
        except (*AWS_ERRORS, Failure) as error:
            raise SourceUnavailableError(
                f"CloudWatch did not answer: allow {METRICS_PERMISSION} and check the region "
                f"of {key.target} ({error})"
            ) from error
        loads = Loads.of_metric(values.items(), start, end, silent_when_idle=True)
        return without_pings(loads, target.warm.every, calendar.zone)

    return read
