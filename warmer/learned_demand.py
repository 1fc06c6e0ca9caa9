"""Learned demand for containers: the daily learner learns it, each tick corrects it."""

from dataclasses import dataclass

from aws_lambda_powertools import Logger

from kickoff.aws.clients import Clients
from kickoff.calendar import Calendar, DemandSource, FunctionTarget
from kickoff.forecast.forecaster import DemandForecaster
from kickoff.forecast.target import ForecastTarget
from kickoff.observability import publish
from kickoff.tick import Tick
from kickoff.timeline import Key
from warmer.adapters.consumption import consumption_of
from warmer.adapters.ping_log import PingLog
from warmer.reporting import SERVICE


@dataclass(frozen=True, slots=True)
class LearnedDemand:
    """Forecasts from stored growth and recent requests. The log has the minutes with pings."""

    forecaster: DemandForecaster
    clients: Clients
    log: PingLog


def with_learned_demand(learned: LearnedDemand | None, tick: Tick, logger: Logger) -> Calendar:
    """Return the tick's calendar with learned demand for `demand: auto`; report the forecast."""
    targets = _learned_targets(tick.calendar)
    if learned is None or not targets:
        return tick.calendar
    learned.log.begin_tick()
    consumption = consumption_of(tick.calendar, learned.clients, learned.log)
    view = learned.forecaster.forecast(tick.calendar, targets, consumption, tick.at)
    publish({"Service": SERVICE}, counts={"ForecastFallbacks": len(view.fallbacks)})
    for fallback in view.fallbacks:
        extra = {"outcome": fallback.reason, "reason": fallback.message}
        logger.warning("the written level is used", extra=extra)
    for dimensions, counts in view.metrics():
        publish(dimensions, counts=counts)
    return view.calendar


def _learned_targets(calendar: Calendar) -> list[ForecastTarget]:
    """Return the warm levels with `demand: auto`. A container serves one concurrent request."""
    return [
        ForecastTarget(calendar, Key(name, "warm"), 1)
        for name, target in calendar.targets.items()
        if isinstance(target, FunctionTarget)
        and target.warm is not None
        and target.demand is DemandSource.AUTO
    ]
