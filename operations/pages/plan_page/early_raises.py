"""Raises that begin before the level of the plan does, because they take long."""

from collections.abc import Mapping, Sequence
from functools import partial

from kickoff.calendar import Calendar
from kickoff.timeline import Key, Step
from operations.coming_raises import ComingRaise, coming_raises
from prescaler.resources.cold_lead import cold_lead
from prescaler.resources.registry import KINDS


def early_raises(
    calendar: Calendar, target: str, steps: Mapping[Key, Sequence[Step]]
) -> dict[Key, list[ComingRaise]]:
    """Return the early raises of each dimension of a target; `steps` has all its dimensions.

    The live capacity is not known here: each raise is taken to start from the level before it, with
    no more warm throughput than that. A target with `prewarm` buys the throughput instead.
    """
    found: dict[Key, list[ComingRaise]] = {key: [] for key in steps}
    definition = calendar.targets[target]
    for dimension in KINDS.of_target(target, definition):
        kind, key = KINDS.of(dimension), dimension.key
        if key not in steps or kind.may_prewarm(definition):
            continue
        companion = kind.companion(dimension)
        raises = coming_raises(
            steps[key],
            calendar.bounds[key].baseline,
            partial(cold_lead, dimension, definition),
            steps.get(companion, ()) if companion else (),
        )
        found[key] += (each for each in raises if each.begins < each.start)
    return found
