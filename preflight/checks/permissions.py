"""What IAM denies to those who are to do the work."""

from collections.abc import Iterator

from preflight.facts import Facts
from preflight.finding import Code, Finding
from preflight.grouped import grouped
from preflight.horizon import Horizon


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """One finding a principal and target, with all that it may not do there."""
    denied = facts.permissions.denied
    for (principal, target), own in grouped(denied, lambda d: (d[0], d[1].target)).items():
        actions = ", ".join(dict.fromkeys(need.action for _, need in own))
        yield Finding(
            Code.DENIED,
            target,
            f"{principal} may not {actions} on {own[0][1].resource}",
            "deploy again with this calendar (make deploy), or allow it in the role",
            horizon.now,
            horizon.concerned([target]),
        )
