"""Planned levels against the quotas of throughput: of a table, of an index, of an account."""

from collections.abc import Iterator
from dataclasses import dataclass

from operations.preflight.facts import AccountFacts, QuotaScope, ReadWrite, ThroughputLimits
from operations.preflight.finding import Finding, FindingCode, affected
from operations.preflight.grouping import group_by
from operations.preflight.period import CheckPeriod, CombinedLevel, combined_above
from prescaler.adapters.tables import index_name, is_read
from prescaler.model import Capacity, Dimension


@dataclass(frozen=True, slots=True)
class _Quota:
    """A quota of `unit` (read or write), and the units of it that other dimensions take."""

    code: FindingCode
    subject: str
    owner: str
    unit: str
    limit: float
    others: float

    def finding(self, above: list[CombinedLevel]) -> Finding:
        """Return the finding for levels above the quota."""
        most = max(each.total for each in above)
        beside = f" beside {self.others:,.0f} others" if self.others else ""
        return Finding(
            self.code,
            self.subject,
            f"{most:,} {self.unit}s a second are planned{beside}; the quota of {self.owner} is "
            f"{self.limit:,.0f}",
            "request an increase (Service Quotas, DynamoDB); that takes days",
            above[0].start,
            affected(each.because for each in above),
        )


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Compare planned levels with each quota; units outside the calendar count for the account."""
    tables = [each for each in facts.observed if each.service == "dynamodb"]
    for half, unit in enumerate(("read", "write")):
        own = [each for each in tables if is_read(each) is (unit == "read")]
        quotas = (*_of_tables(facts, own, half, unit), *_of_accounts(facts, own, half, unit))
        for quota, dimensions in quotas:
            timelines = (period.steps[each.key] for each in dimensions)
            if above := list(combined_above(timelines, quota.limit - quota.others)):
                yield quota.finding(above)


def _of_tables(
    facts: AccountFacts, own: list[Dimension], half: int, unit: str
) -> Iterator[tuple[_Quota, list[Dimension]]]:
    """Yield the quota of each table and of each index: it holds for each alone."""
    for dimension in own:
        if limits := _limits(facts, facts.scopes[dimension.place]):
            subject, limit = ".".join(dimension.key), limits.table[half]
            owner = "an index" if index_name(dimension) else "a table"
            yield _Quota(FindingCode.TABLE_QUOTA, subject, owner, unit, limit, 0), [dimension]


def _of_accounts(
    facts: AccountFacts, own: list[Dimension], half: int, unit: str
) -> Iterator[tuple[_Quota, list[Dimension]]]:
    """Yield the quota of all provisioned tables; units of other tables stay as they are."""
    provisioned = [each for each in own if not facts.observed[each].kind.only_rises]
    for scope, dimensions in group_by(provisioned, lambda each: facts.scopes[each.place]).items():
        if (limits := _limits(facts, scope)) is None:
            continue
        limit, shares = limits.account[half], facts.limits[scope].provisioned_share
        share = shares[half] if isinstance(shares, ReadWrite) else 0
        capacities = [facts.observed[each].capacity for each in dimensions]
        live = sum(each.provisioned for each in capacities if isinstance(each, Capacity))
        others = max(0, round(share * limit) - live)
        name = str(scope)
        yield _Quota(FindingCode.ACCOUNT_QUOTA, name, name, unit, limit, others), dimensions


def _limits(facts: AccountFacts, scope: QuotaScope) -> ThroughputLimits | None:
    found = facts.limits[scope].throughput if scope in facts.limits else None
    return found if isinstance(found, ThroughputLimits) else None
