"""kickoff's own invoice: what its functions publish, call, log, run and store, in US dollars.

Without free tiers, except that an account's first three dashboards are free. CloudWatch charges a
custom metric for each hour in which it had a value.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Self

from kickoff.pricing.prices import DASHBOARD_MONTH, EVENT, KEY_MONTH, SCHEDULE, Prices

MONTH_HOURS = 730
ALARMS = 13  # without feeds, each on one metric
# Published by the daily functions, each in one hour of the day.
DAILY_SERIES = 6
_DAY_HOURS = 24
_MEMORY_GB = 0.5
_BYTES_A_GB = 1e9


@dataclass(slots=True)
class Usage:
    """The amounts that AWS charges for.

    `series`: custom metrics, each counted once for each hour with a value. `metric_reads`: metrics
    in calls of GetMetricData. `lambda_s`: seconds of functions. `read_units` and `write_units` are
    those of the lease table.
    """

    series: float = 0
    metric_reads: float = 0
    log_bytes: float = 0
    invocations: float = 0
    lambda_s: float = 0
    read_units: float = 0
    write_units: float = 0
    events: float = 0

    def times(self, factor: float) -> Self:
        """Return the usage of a longer time."""
        return replace(self, **{name: getattr(self, name) * factor for name in _NAMES})

    def plus(self, other: "Usage") -> Self:
        """Return the sum of two usages."""
        return replace(self, **{n: getattr(self, n) + getattr(other, n) for n in _NAMES})


_NAMES = [each.name for each in fields(Usage)]


@dataclass(frozen=True, slots=True)
class BillLine:
    """A part of the bill: its quantity, with the digits to show, and US dollars."""

    part: str
    quantity: float
    dollars: float
    digits: int = 0


def bill(usage: Usage, hours: float, prices: Prices) -> list[BillLine]:
    """Return the parts of the bill of some hours, in the region of the prices."""
    return [
        BillLine(part, quantity, quantity * price, digits=2 if part.endswith("GB") else 0)
        for part, quantity, price in _parts(usage, hours, prices)
    ]


def _parts(usage: Usage, hours: float, prices: Prices) -> Iterator[tuple[str, float, float]]:
    """Yield each part with its quantity and the price of one."""
    months = hours / MONTH_HOURS
    series = usage.series + DAILY_SERIES * hours / _DAY_HOURS
    yield "Metrics: series, an hour each", series, prices.metric_month / MONTH_HOURS
    yield "Alarms", ALARMS, prices.alarm_month * months
    yield "Key of the alarms", 1, KEY_MONTH * months
    yield "Dashboards, after three free ones", 0, DASHBOARD_MONTH * months
    yield "Lambda: GB-seconds", usage.lambda_s * _MEMORY_GB, prices.arm_gb_second
    yield "Lambda: requests", usage.invocations, prices.request
    yield "Schedules: invocations", usage.invocations, SCHEDULE
    yield "Logs and metrics written: GB", usage.log_bytes / _BYTES_A_GB, prices.log_gb
    yield "Metrics read", usage.metric_reads, prices.metric_read
    yield "Leases: read units", usage.read_units, prices.read_request
    yield "Leases: write units", usage.write_units, prices.write_request
    yield "Events", usage.events, EVENT
