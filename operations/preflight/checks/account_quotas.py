"""Planned levels against a quota that all resources of an account and region share."""

from collections.abc import Iterator

from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode, affected
from operations.preflight.period import CheckPeriod, combined_above
from prescaler.model import Capacity
from prescaler.resources.base import AccountQuota


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Compare the levels of each kind in a scope with its quota; others stay as they are."""
    for (scope, _), (quota, dimensions) in facts.account_quotas.items():
        if not isinstance(quota, AccountQuota):
            continue
        capacities = [facts.observed[each].capacity for each in dimensions]
        live = sum(each.provisioned for each in capacities if isinstance(each, Capacity))
        others = max(0, quota.used - live)
        timelines = (period.steps[each.key] for each in dimensions)
        above = list(combined_above(timelines, quota.limit - others))
        if not above:
            continue
        most = max(each.total for each in above)
        yield Finding(
            FindingCode.ACCOUNT_QUOTA,
            str(scope),
            f"{most:,} {quota.nouns} are planned beside {others:,} others; the quota is "
            f"{quota.limit:,}",
            "request an increase (Service Quotas); that takes days",
            above[0].start,
            affected(each.because for each in above),
        )
