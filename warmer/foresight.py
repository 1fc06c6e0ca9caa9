"""Learned demand of containers: the prescaler's daily run learns it, each tick corrects it."""

from aws_lambda_powertools import Logger

from kickoff.calendar import Calendar, DemandSource, FunctionTarget
from kickoff.forecast.forecaster import DemandForecaster
from kickoff.forecast.target import ForecastTarget
from kickoff.observability import publish
from kickoff.tick import Tick
from kickoff.timeline import Key
from warmer.adapters.demand import Demand
from warmer.reporting import SERVICE


def foresee(
    foresight: DemandForecaster | None, demand: Demand, tick: Tick, logger: Logger
) -> Calendar:
    """The tick's calendar, with learned demand where targets ask for it; tells what came of it."""
    subjects = _auto(tick.calendar)
    if foresight is None or not subjects:
        return tick.calendar
    view = foresight.forecast(tick.calendar, subjects, demand.of(tick.calendar), tick.at)
    publish({"Service": SERVICE}, counts={"ForecastFallbacks": len(view.fallbacks)})
    for each in view.fallbacks:
        extra = {"outcome": each.reason, "reason": each.message}
        logger.warning("the written numbers hold", extra=extra)
    for dimensions, counts in view.metrics():
        publish(dimensions, counts=counts)
    return view.calendar


def _auto(calendar: Calendar) -> list[ForecastTarget]:
    """What is kept warm of targets that say `demand: auto`; a container is one, not sixty."""
    return [
        ForecastTarget(calendar, Key(name, "warm"), 1)
        for name, target in calendar.targets.items()
        if isinstance(target, FunctionTarget)
        and target.warm is not None
        and target.demand is DemandSource.AUTO
    ]
