"""The review of one dimension, from CloudWatch's minutes and the entries of the leases."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from kickoff.aws.metrics import Minutes
from kickoff.calendar import BaseTarget, FunctionTarget, Warm
from kickoff.timeline import Key, Step
from operations.review.cost import capacity_cost, warm_cost
from operations.review.metrics import Series
from operations.review.model import (
    CapacityReview,
    DimensionHistory,
    InstantSource,
    SourcedInstant,
    WarmReview,
    WindowSeries,
)
from operations.review.review_window import ReviewWindow
from prescaler.plan.due import AUDIT_MINUTES
from prescaler.resources.registry import KINDS

_MINUTE = timedelta(minutes=1)
# A margin is rounded, and published within a minute or two of its instant.
_MARGIN_TOLERANCE = 1.5  # minutes
_AUDIT = timedelta(minutes=AUDIT_MINUTES + 1)


def review_capacity(
    key: Key,
    target: BaseTarget,
    window: ReviewWindow,
    minutes: Series,
    history: DimensionHistory | None,
) -> CapacityReview:
    """Review a dimension of slow capacity."""
    plan = window.steps(key)
    live = _last_published(window, minutes["live"])
    used = _used(key, target, window, minutes, live)
    busiest = max(used, key=lambda at: used[at], default=None)
    level = max((step.level.value for step in plan), default=0)
    spillover = window.within(minutes.get("spillover", {}))
    throttled = window.within(minutes.get("throttled", {}))
    requested = _requested(window, plan, minutes, history)
    ready = _ready(window, plan, minutes, requested, history)
    early = (n for at, n in throttled.items() if ready is None or at < ready.at)
    return CapacityReview(
        key,
        level,
        max((step.level.excess for step in plan), default=0),
        raised=level > window.calendar.bounds[key].baseline,
        peak=used[busiest] if busiest else None,
        live_at_peak=round(live[busiest]) if busiest in live else None,
        utilisation=max(
            (_share(value, _planned(plan, at)) for at, value in used.items()), default=0
        ),
        throttled=round(sum(throttled.values())),
        throttled_before_ready=round(sum(early)),
        spillover=round(sum(spillover.values())),
        drift_ticks=sum(value > 0 for value in window.within(minutes["drift"]).values()),
        requested=requested,
        ready=ready,
        history=history,
        cost=capacity_cost(window, plan, target, live),
        series=_series(window, plan, used, live, throttled),
    )


def review_warm(
    key: Key, target: FunctionTarget, level: Warm, window: ReviewWindow, minutes: Series
) -> WarmReview:
    """Review a function that is kept warm."""
    requested, cold = window.within(minutes["requested"]), window.within(minutes["cold"])
    most = max(requested.values(), default=0)
    proven, busy = minutes["warm"], minutes["busy"]
    # Smaller waves belong to phases with a lower level.
    warm = [
        proven.get(at, 0) + busy.get(at, 0)
        for at, value in requested.items()
        if value == most and (at in proven or at in busy)
    ]
    after = [value for at, value in cold.items() if at >= window.fixture.kickoff]
    return WarmReview(
        key,
        round(most),
        round(min(warm)) if warm else None,
        round(sum(cold.values())) if cold else None,
        round(sum(after)) if cold else None,
        round(sum(window.within(minutes["throttled"]).values())),
        min(requested, default=None),
        warm_cost(window, window.steps(key), target, level),
    )


def _used(
    key: Key, target: BaseTarget, window: ReviewWindow, minutes: Series, live: Minutes
) -> Minutes:
    """Return the units in use; nothing is measured where the kind has no metric."""
    measured, dimension = window.within(minutes.get("used", {})), KINDS.dimension(key, target)
    if dimension is None:
        return measured
    kind = KINDS.of(dimension)
    used = {
        at: kind.units_in_use(value / kind.metric_seconds, round(live.get(at, 0)))
        for at, value in measured.items()
    }
    if other := kind.more_consumption(dimension):
        for at, value in window.within(minutes.get("used more", {})).items():
            used[at] = max(used.get(at, 0), value / other[1])
    return used


def _series(
    window: ReviewWindow, plan: Sequence[Step], used: Minutes, live: Minutes, throttled: Minutes
) -> WindowSeries:
    series = WindowSeries()
    for at in window.minutes():
        series.consumed.append(used.get(at, 0))
        series.planned.append(_planned(plan, at))
        series.live.append(round(live.get(at, 0)))
        series.throttled.append(throttled.get(at, 0))
    return series


def _requested(
    window: ReviewWindow, plan: Sequence[Step], minutes: Series, history: DimensionHistory | None
) -> SourcedInstant | None:
    """Return the first raise in the leases, else the first tick that desired the opening level."""
    if history and history.requested:
        return SourcedInstant(history.requested, InstantSource.LEASES)
    if history and history.complete:
        return None
    opens = window.fixture.opens
    rises = _rises(minutes["desired"], _planned(plan, opens), window.readable_from)
    early = [at for at in rises if at <= opens + _MINUTE]
    first = max(early, default=None) or min(rises, default=None)
    return SourcedInstant(first, InstantSource.CLOUDWATCH) if first else None


def _rises(desired: Minutes, level: int, since: datetime) -> list[datetime]:
    """Return the instants at which the desired level reached a level.

    A dimension that was silent for longer than an audit was at its baseline. Nothing is known about
    the time before `since`.
    """
    found, last, before = [], since, level
    for at in sorted(desired):
        if (before if at - last <= _AUDIT else 0) < level <= desired[at]:
            found.append(at)
        last, before = at, round(desired[at])
    return found


def _ready(
    window: ReviewWindow,
    plan: Sequence[Step],
    minutes: Series,
    requested: SourcedInstant | None,
    history: DimensionHistory | None,
) -> SourcedInstant | None:
    """Return the instant in the lease, else of the published margin, else of the first live level.

    A margin that does not fit its minute belongs to another fixture.
    """
    if history and history.ready:
        return SourcedInstant(history.ready, InstantSource.LEASES)
    kickoff = window.fixture.kickoff
    instants = [
        at
        for at in sorted(minutes["most margin"])
        if minutes["least margin"][at] - _MARGIN_TOLERANCE
        < (kickoff - at) / _MINUTE
        < minutes["most margin"][at] + _MARGIN_TOLERANCE
        and (requested is None or at >= requested.at)
    ]
    live = sorted(window.within(minutes["live"]).items())
    instants += [at for at, units in live if units >= _planned(plan, at) > 0]
    return SourcedInstant(instants[0], InstantSource.CLOUDWATCH) if instants else None


def _planned(plan: Sequence[Step], at: datetime) -> int:
    """Return the level at an instant; 0 outside the plan."""
    return next((step.level.value for step in plan if step.start <= at < step.end), 0)


def _share(used: float, level: int) -> float:
    return used / level if level else 0


def _last_published(window: ReviewWindow, live: Minutes) -> Minutes:
    """Return the last published capacity in each minute; it is published every few minutes."""
    last = max((at for at in live if at < window.fixture.opens), default=None)
    known: Minutes = {}
    for at in window.minutes():
        last = at if at in live else last
        if last is not None:
            known[at] = live[last]
    return known
