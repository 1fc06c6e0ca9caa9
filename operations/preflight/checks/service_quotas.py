"""Planned levels against the quotas that AWS documents for one resource of a service."""

from collections.abc import Iterator

from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode, affected
from operations.preflight.period import CheckPeriod
from prescaler.resources.registry import KINDS


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report each dimension with a level above the default quota of its kind."""
    for dimension in facts.observed:
        quota = KINDS.of(dimension).default_quota
        above = [each for each in period.steps[dimension.key] if each.level.value > (quota or 0)]
        if quota is None or not above:
            continue
        most = max(each.level.value for each in above)
        yield Finding(
            FindingCode.SERVICE_QUOTA,
            ".".join(dimension.key),
            f"{most:,} {dimension.key.dimension} are planned; AWS documents {quota:,} as the "
            "default quota of one resource, and kickoff does not read yours",
            "lower the demand, or ignore this if AWS raised your quota",
            above[0].start,
            affected(each.level.because for each in above),
        )
