"""A fixture's dimensions, from the minutes that CloudWatch has and what the trail says."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from kickoff.aws.metrics import MINUTE_S, Minutes
from kickoff.calendar import FunctionTarget, TableTarget, Warm
from kickoff.timeline import Key, Step
from operations.review import cost
from operations.review.seen import CapacityReview, Origin, Story, Told, Warmth, WindowSeries
from operations.review.series import OfCapacity, OfWarmth
from operations.review.window import Window

_MINUTE = timedelta(minutes=1)
# A margin is published by the tick that saw it, at most so long after its minute.
_ROUNDING = 1.5


def capacity(
    key: Key,
    target: TableTarget | FunctionTarget,
    window: Window,
    found: OfCapacity[Minutes],
    story: Story | None,
) -> CapacityReview:
    """What became of slow capacity."""
    plan = window.steps(key)
    a_second = MINUTE_S if isinstance(target, TableTarget) else 1
    used = {at: value / a_second for at, value in window.part(found.used).items()}
    busiest = max(used, key=lambda at: used[at], default=None)
    level = max((step.level.value for step in plan), default=0)
    baseline = window.calendar.bounds[key].baseline
    spilled = sum(window.part(found.spilled).values()) if isinstance(target, FunctionTarget) else 0
    held = _known(window, found.live)
    asked, refused = _asked(window, plan, found, story), window.part(found.throttled)
    ready = _ready(window, plan, found, asked, story)
    return CapacityReview(
        key,
        level,
        max((step.level.excess for step in plan), default=0),
        raised=level > baseline,
        peak=used[busiest] if busiest else 0,
        held=round(held[busiest]) if busiest in held else None,
        use=max((_share(value, _planned(plan, at)) for at, value in used.items()), default=0),
        throttled=round(sum(refused.values())),
        unready=round(sum(n for at, n in refused.items() if ready is None or at < ready.at)),
        spilled=round(spilled),
        drifted=sum(value > 0 for value in window.part(found.drift).values()),
        asked=asked,
        ready=ready,
        story=story,
        price=cost.capacity(window, plan, target, held),
        series=_series(window, plan, used, held, refused),
    )


def warmth(
    key: Key, target: FunctionTarget, warm: Warm, window: Window, found: OfWarmth[Minutes]
) -> Warmth:
    """What became of warm containers."""
    asked, cold = window.part(found.asked), window.part(found.cold)
    most = max(asked.values(), default=0)
    # Waves of the top level alone: what a lower phase had says nothing of it.
    of_most = [found.had[at] for at, value in asked.items() if value == most and at in found.had]
    after = [value for at, value in cold.items() if at >= window.fixture.kickoff]
    return Warmth(
        key,
        round(most),
        round(min(of_most)) if of_most else None,
        round(sum(cold.values())) if cold else None,
        round(sum(after)) if cold else None,
        round(sum(window.part(found.throttled).values())),
        min(asked, default=None),
        cost.warmth(window, window.steps(key), target, warm),
    )


def _series(
    window: Window, plan: Sequence[Step], used: Minutes, held: Minutes, refused: Minutes
) -> WindowSeries:
    """The window, minute by minute."""
    series = WindowSeries()
    for at in window.minutes():
        series.consumed.append(used.get(at, 0))
        series.planned.append(_planned(plan, at))
        series.live.append(round(held.get(at, 0)))
        series.throttled.append(refused.get(at, 0))
    return series


def _asked(
    window: Window, plan: Sequence[Step], found: OfCapacity[Minutes], story: Story | None
) -> Told | None:
    """What the trail says; else when a tick first wanted as much as the window begins with."""
    if story and (story.asked or story.whole):
        return Told(story.asked, Origin.TRAIL) if story.asked else None
    opens = window.fixture.opens
    level = _planned(plan, opens)
    rises = [
        at
        for before, at in pairwise(sorted(found.desired))
        if found.desired[before] < level <= found.desired[at]
    ]
    early = [at for at in rises if at <= opens + _MINUTE]
    first = max(early, default=None) or min(rises, default=None)
    return Told(first, Origin.CLOUDWATCH) if first else None


def _ready(
    window: Window,
    plan: Sequence[Step],
    found: OfCapacity[Minutes],
    asked: Told | None,
    story: Story | None,
) -> Told | None:
    """What the lease says; else the margin that was published; else when so much was seen."""
    if story and story.ready:
        return Told(story.ready, Origin.TRAIL)
    kickoff = window.fixture.kickoff
    told = [
        at
        for at in sorted(found.most)
        if found.least[at] - _ROUNDING < (kickoff - at) / _MINUTE < found.most[at] + _ROUNDING
        and (asked is None or at >= asked.at)
    ]
    live = sorted(window.part(found.live).items())
    told += [at for at, units in live if units >= _planned(plan, at) > 0]
    return Told(told[0], Origin.CLOUDWATCH) if told else None


def _planned(plan: Sequence[Step], at: datetime) -> int:
    """The level at an instant; 0 outside the plan."""
    return next((step.level.value for step in plan if step.start <= at < step.end), 0)


def _share(used: float, level: int) -> float:
    return used / level if level else 0


def _known(window: Window, live: Minutes) -> Minutes:
    """What was there in each minute, as last told: it is published every few minutes."""
    last = max((at for at in live if at < window.fixture.opens), default=None)
    known: Minutes = {}
    for at in window.minutes():
        last = at if at in live else last
        if last is not None:
            known[at] = live[last]
    return known
