"""What is to come of a calendar, for stories that need no account."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kickoff.aws.place import Place
from operations.preflight.facts import Facts, Site
from operations.preflight.horizon import Horizon
from prescaler.model import Capacity, CapacityKind, Limits, Observed
from prescaler.resources.autoscaled_table import AutoScaledTable
from prescaler.resources.registry import KINDS

Written = Callable[..., Horizon]
NOTHING = Facts()


AUTO_SCALED = AutoScaledTable()
AT_EASE = Capacity(50, active=True, warm=12_000, decreases=0)


def seen(
    horizon: Horizon,
    *,
    minimum: int = 5,
    kind: CapacityKind = AUTO_SCALED,
    **spoilt: Any,  # noqa: ANN401 (fields of Capacity)
) -> Facts:
    """Facts of an account where every dimension is the same, at its ease but for what is spoilt."""
    observed = Observed(Limits(minimum, 100_000), replace(AT_EASE, **spoilt), kind)
    named = KINDS.dimensions(horizon.calendar).values()
    sites = {Place(): Site(None, "eu-west-1")}
    return replace(NOTHING, sites=sites, observed=dict.fromkeys(named, observed))
