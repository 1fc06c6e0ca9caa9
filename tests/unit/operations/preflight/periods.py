"""Check periods and facts for tests of one check, without an account."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kickoff.aws.place import Place
from operations.preflight.facts import AccountFacts, QuotaScope
from operations.preflight.period import CheckPeriod
from prescaler.model import Capacity, CapacityKind, Limits, Observed
from prescaler.resources.autoscaled_table import AutoScaledTable
from prescaler.resources.registry import KINDS

PeriodMaker = Callable[..., CheckPeriod]
NO_FACTS = AccountFacts()


AUTO_SCALED = AutoScaledTable()
UNCONSTRAINED = Capacity(50, active=True, other=50, warm=12_000, decreases=0)


def facts_for(
    period: CheckPeriod,
    *,
    minimum: int = 5,
    kind: CapacityKind = AUTO_SCALED,
    **changed: Any,  # noqa: ANN401 (fields of Capacity)
) -> AccountFacts:
    """Return facts in which all dimensions have the same capacity, with some fields changed."""
    observed = Observed(Limits(minimum, 100_000), replace(UNCONSTRAINED, **changed), kind)
    dimensions = KINDS.dimensions(period.calendar).values()
    scopes = {Place(): QuotaScope(None, "eu-west-1")}
    return replace(NO_FACTS, scopes=scopes, observed=dict.fromkeys(dimensions, observed))
