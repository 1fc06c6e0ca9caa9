"""What is to come of a calendar, for stories that need no account."""

from collections.abc import Callable
from dataclasses import replace

from kickoff.place import Place
from preflight.facts import Facts, Site
from preflight.horizon import Horizon
from prescaler.model import Capacity, Kind, Limits, Observed
from prescaler.plan.dimensions import dimensions

Written = Callable[..., Horizon]
NOTHING = Facts()


def seen(
    horizon: Horizon,
    *,
    units: int = 50,
    warm: int | None = 12_000,
    decreases: int = 0,
    kind: Kind = Kind.AUTOSCALED,
) -> Facts:
    """Facts of an account where every dimension has the same capacity, and is at its ease."""
    capacity = Capacity(units, active=True, warm=warm, decreases=decreases)
    observed = Observed(Limits(units, 100_000), capacity, kind)
    named = dimensions(horizon.calendar).values()
    sites = {Place(): Site(None, "eu-west-1")}
    return replace(NOTHING, sites=sites, observed=dict.fromkeys(named, observed))
