"""Requests at once of functions whose demand is learned; a `foresight.Consumption`."""

from datetime import datetime

from kickoff.aws.clients import Clients
from kickoff.aws.errors import AWS_ERRORS
from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar, FunctionTarget
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.forecast.forecaster import ReadLoads
from kickoff.forecast.loads import Loads
from kickoff.forecast.target import without_pings
from kickoff.timeline import Key
from warmer.adapters.usage import PERMISSION, recent
from warmer.model import Function
from warmer.plan.survey import of_resource


class Demand:
    """The minutes that CloudWatch has of functions, but those of pings."""

    def __init__(self, aws: Aws) -> None:
        self._clients = Clients(aws)

    def of(self, calendar: Calendar) -> ReadLoads:
        """What reads the functions of a calendar; raises Unreadable."""

        def read(key: Key, start: datetime, end: datetime) -> Loads:
            target = calendar.targets[key.target]
            if not isinstance(target, FunctionTarget) or target.warm is None:
                raise SourceUnavailableError("no containers of it are kept warm")
            series = of_resource(Function(target.function, target.qualifier, target.place))
            try:
                found = recent(self._clients.cloudwatch(target.place), [series], start, end)
            except AWS_ERRORS as error:
                raise SourceUnavailableError(f"{PERMISSION}: {error}") from error
            if series not in found.peaks:
                raise SourceUnavailableError(
                    f"CloudWatch did not answer; allow {PERMISSION}, check the region"
                )
            loads = Loads.of_metric(found.of(series).items(), start, end)
            return without_pings(loads, target.warm.every, calendar.zone)

        return read
