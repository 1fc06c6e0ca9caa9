"""Reads the concurrent requests of functions whose demand is learned."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from kickoff.aws.clients import Clients
from kickoff.aws.errors import AWS_ERRORS
from kickoff.aws.metrics import read_metrics
from kickoff.calendar import Calendar, FunctionTarget, Warm
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.forecast.forecaster import ReadLoads
from kickoff.forecast.loads import Loads
from kickoff.outcome import Failure
from kickoff.timeline import Key
from warmer.adapters.concurrency import METRICS_PERMISSION
from warmer.adapters.ping_log import PingLog
from warmer.model import FunctionRef
from warmer.plan.concurrency import of_resource


def consumption_of(calendar: Calendar, clients: Clients, log: PingLog) -> ReadLoads:
    """Return a reader of the functions of a calendar, without the minutes of pings.

    Minutes before the first record, and days without one, count by the schedule of pings. The
    reader raises SourceUnavailableError. Maxima of five minutes are unknown: most have a ping.
    """

    def read(key: Key, start: datetime, end: datetime, /, *, period: int = 1) -> Loads:
        target = calendar.targets[key.target]
        if not isinstance(target, FunctionTarget) or target.warm is None:
            raise SourceUnavailableError(f"{key.target} has no warm containers to learn from")
        if period > 1:
            return Loads.of_metric((), start, end, silent_when_idle=True)
        function = FunctionRef(target.function, target.qualifier, target.place)
        metric = of_resource(function)
        try:
            values = read_metrics(clients.cloudwatch(target.place), [metric], start, end)[metric]
        except (*AWS_ERRORS, Failure) as error:
            raise SourceUnavailableError(
                f"CloudWatch did not answer: allow {METRICS_PERMISSION} and check the region "
                f"of {key.target} ({error})"
            ) from error
        loads = Loads.of_metric(values.items(), start, end, silent_when_idle=True)
        recorded, warm = log.recorded_minutes(function, start, end), target.warm
        return loads.without(_minutes_with_pings(recorded, warm, calendar))

    return read


def _minutes_with_pings(
    recorded: Mapping[date, frozenset[int]], warm: Warm, calendar: Calendar
) -> Callable[[datetime], bool]:
    """Return whether a minute had pings, as a function."""
    first = min(((day, min(numbers)) for day, numbers in recorded.items()), default=None)

    def had_pings(minute: datetime) -> bool:
        day, number = minute.astimezone(UTC).date(), 60 * minute.hour + minute.minute
        known = recorded.get(day)
        if known is None or first is None or (day, number) < first:
            return warm.every.due(minute, calendar.zone)
        return number in known

    return had_pings
