"""Learned demand of containers: the prescaler's daily run learns it, each tick corrects it."""

from aws_lambda_powertools import Logger

from kickoff.calendar import Calendar, DemandSource, FunctionTarget
from kickoff.forecast.foresight import Foresight
from kickoff.forecast.subject import ForecastTarget
from kickoff.observability import publish
from kickoff.tick import Tick
from kickoff.timeline import Key
from warmer.adapters.consumption import FunctionConsumption
from warmer.reporting import SERVICE


def foresee(
    foresight: Foresight | None, demand: FunctionConsumption, tick: Tick, logger: Logger
) -> Calendar:
    """The tick's calendar, with learned demand where targets ask for it; tells what came of it."""
    subjects = _auto(tick.calendar)
    if foresight is None or not subjects:
        return tick.calendar
    view = foresight.view(tick.calendar, subjects, demand.of(tick.calendar), tick.at)
    publish({"Service": SERVICE}, counts={"ForecastFallbacks": len(view.fallbacks)})
    for each in view.fallbacks:
        extra = {"outcome": each.reason, "reason": each.message}
        logger.warning("the written numbers hold", extra=extra)
    for dimensions, counts in view.counts():
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
