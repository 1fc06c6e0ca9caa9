"""Permissions that IAM denies to the applications."""

from collections.abc import Iterator

from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode
from operations.preflight.grouping import group_by
from operations.preflight.period import CheckPeriod

_ROLE = "deploy again with this calendar (make deploy), or allow it in the role"


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report each role and resource once, with all denied actions.

    The warmer needs its permissions from the first level on, the prescaler from the first raise.
    """
    denied = group_by(facts.permissions.denied, lambda pair: (pair[0], pair[1].resource))
    for (role, resource), own in denied.items():
        actions = ", ".join(dict.fromkeys(each.action for _, each in own))
        targets = list(dict.fromkeys(each.target for _, each in own))
        same_account = role.split(":")[4] == resource.split(":")[4]
        named = _name(resource) if same_account else resource
        warmer = any(each.application == "warmer" for _, each in own)
        yield Finding(
            FindingCode.DENIED,
            targets[0],
            f"{_name(role)} may not {actions} on {named}",
            _ROLE,
            period.first_use(targets) if warmer else period.first_raise(targets),
            period.affected(targets),
        )


def _name(arn: str) -> str:
    """Return the last part of an ARN, such as `role/warmer`."""
    return arn.split(":", 5)[5]
