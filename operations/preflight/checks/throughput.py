"""Quotas of DynamoDB's provisioned throughput: of a table with its indexes, of an account."""

from collections.abc import Iterator
from dataclasses import dataclass

from operations.preflight.facts import Facts, Part, Quotas, Site, Units
from operations.preflight.finding import Code, Finding, concerned
from operations.preflight.grouped import grouped
from operations.preflight.horizon import Horizon, Load, above
from prescaler.model import Capacity, Dimension
from prescaler.resources.table import index_name, is_read

_KINDS = ("reads", "writes")


@dataclass(frozen=True, slots=True)
class _Quota:
    """A quota of reads or writes, and what is taken of it beside the calendar's dimensions."""

    code: Code
    subject: str
    whose: str
    kind: str
    limit: float
    beside: float

    def finding(self, loads: list[Load]) -> Finding:
        """What to say of the times that exceed it."""
        most = max(load.total for load in loads)
        beside = f" beside {self.beside:,.0f} others" if self.beside else ""
        return Finding(
            self.code,
            self.subject,
            f"{most:,} {self.kind} a second are planned{beside}; the quota of {self.whose} is "
            f"{self.limit:,.0f}",
            "have it raised (Service Quotas, DynamoDB): that takes days",
            loads[0].start,
            concerned(load.because for load in loads),
        )


_Found = tuple[_Quota, list[Dimension]]


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """Planned levels, with what is there beside the calendar, against both quotas."""
    tables = [each for each in facts.observed if each.service == "dynamodb"]
    for half, reads in enumerate((True, False)):
        own = [each for each in tables if is_read(each) is reads]
        for quota, dimensions in (*_of_tables(facts, own, half), *_of_accounts(facts, own, half)):
            lines = (horizon.steps[each.key] for each in dimensions)
            if loads := list(above(lines, quota.limit - quota.beside)):
                yield quota.finding(loads)


def _of_tables(facts: Facts, own: list[Dimension], half: int) -> Iterator[_Found]:
    """Each table with its indexes, those that the calendar leaves alone included."""
    for table, dimensions in grouped(own, lambda each: each.group).items():
        quotas = _quotas(facts, facts.sites[table.place])
        if quotas is None:
            continue
        named = {Part(index_name(each), is_read(each)) for each in dimensions}
        reads = is_read(dimensions[0])
        parts = facts.parts.get(table, {}).items()
        beside = sum(n for part, n in parts if part.reads is reads and part not in named)
        target, limit = dimensions[0].key.target, quotas.table[half]
        found = _Quota(Code.TABLE_QUOTA, target, "a table", _KINDS[half], limit, beside)
        yield found, dimensions


def _of_accounts(facts: Facts, own: list[Dimension], half: int) -> Iterator[_Found]:
    """All provisioned tables of a site; what others are provisioned with stays as it is now."""
    provisioned = [each for each in own if not facts.observed[each].kind.only_rises]
    for site, dimensions in grouped(provisioned, lambda each: facts.sites[each.place]).items():
        quotas = _quotas(facts, site)
        if quotas is None:
            continue
        limit, used = quotas.account[half], facts.accounts[site].used
        share = used[half] if isinstance(used, Units) else 0
        beside = max(0, round(share * limit) - _live(facts, dimensions))
        found = _Quota(Code.ACCOUNT_QUOTA, str(site), str(site), _KINDS[half], limit, beside)
        yield found, dimensions


def _quotas(facts: Facts, site: Site) -> Quotas | None:
    quotas = facts.accounts[site].quotas if site in facts.accounts else None
    return quotas if isinstance(quotas, Quotas) else None


def _live(facts: Facts, own: list[Dimension]) -> int:
    capacities = (facts.observed[each].capacity for each in own)
    return sum(each.provisioned for each in capacities if isinstance(each, Capacity))
