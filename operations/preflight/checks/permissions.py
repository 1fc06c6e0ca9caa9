"""What IAM denies to those who are to do the work."""

from collections.abc import Iterator

from operations.preflight.facts import Facts
from operations.preflight.finding import Code, Finding
from operations.preflight.grouped import grouped
from operations.preflight.horizon import Horizon


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """One finding a principal and resource, with all that it may not do there.

    Pings are sent as soon as there is a level, capacity is left alone until the first raise.
    """
    denied = facts.permissions.denied
    for (principal, resource), own in grouped(denied, lambda d: (d[0], d[1].resource)).items():
        actions = ", ".join(dict.fromkeys(need.action for _, need in own))
        targets = list(dict.fromkeys(need.target for _, need in own))
        pinged = any(need.service == "warmer" for _, need in own)
        yield Finding(
            Code.DENIED,
            targets[0],
            f"{_name(principal)} may not {actions} on {_named_by(principal, resource)}",
            "deploy again with this calendar (make deploy), or allow it in the role",
            horizon.wanted(targets) if pinged else horizon.first_raise(targets),
            horizon.concerned(targets),
        )


def _name(arn: str) -> str:
    """`role/warmer`, of the whole name."""
    return arn.split(":", 5)[5]


def _named_by(principal: str, resource: str) -> str:
    """A resource of the principal's own account by its name there."""
    same = principal.split(":")[4] == resource.split(":")[4]
    return _name(resource) if same else resource
