"""The bill of a usage: quantities and US dollars, by part.

Prices of us-east-1 on `PRICES.day`, from the pricing pages of Amazon CloudWatch, AWS Lambda, Amazon
EventBridge, Amazon DynamoDB and AWS KMS, without their free tiers, except that an account's first
three dashboards are free. CloudWatch charges a custom metric for each hour in which it had a value.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.invoice.usage import Usage
from kickoff.pricing.prices import PRICES

MONTH_HOURS = 730
ALARMS = 13  # without feeds, each on one metric
DASHBOARD_MONTH = 3.00
# Published by the daily functions, each in one hour of the day.
DAILY_SERIES = 6

_SERIES_HOUR = 0.30 / MONTH_HOURS
_ALARM_MONTH = 0.10
_KEY_MONTH = 1.00
_METRIC_READ = 0.01 / 1_000
_LOG_GB = 0.50
_SCHEDULE = _EVENT = 1.00 / 1_000_000
_READ_UNIT, _WRITE_UNIT = 0.125 / 1_000_000, 0.625 / 1_000_000
_ARM_GB_S = 0.0000133334
_MEMORY_GB = 0.5
_CHARGED = (
    "cloudwatch.GetMetricData",
    "dynamodb.BatchGetItem",
    "dynamodb.GetItem",
    "dynamodb.PutItem",
    "dynamodb.Scan",
    "dynamodb.UpdateItem",
)


@dataclass(frozen=True, slots=True)
class BillLine:
    """A part of the bill: its quantity, with the digits to show, and US dollars a month."""

    part: str
    quantity: float
    dollars: float
    digits: int = 0


def bill(usage: Usage) -> list[BillLine]:
    """Return the parts of the bill of a month."""
    return [
        BillLine(part, quantity, quantity * price, digits=2 if part.endswith("GB") else 0)
        for part, quantity, price in _parts(usage)
    ]


def _parts(usage: Usage) -> Iterator[tuple[str, float, float]]:
    """Yield each part with its quantity and the price of one."""
    gb_s = usage.lambda_s * _MEMORY_GB
    free = sum(usage.calls.values()) - sum(usage.calls[each] for each in _CHARGED)
    days = MONTH_HOURS / 24
    yield "Metrics: series, an hour each", usage.series + DAILY_SERIES * days, _SERIES_HOUR
    yield "Alarms", ALARMS, _ALARM_MONTH
    yield "Key of the alarms", 1, _KEY_MONTH
    yield "Dashboards, after three free ones", 0, DASHBOARD_MONTH
    yield "Lambda: GB-seconds", gb_s, _ARM_GB_S
    yield "Lambda: requests", usage.invocations, PRICES.request
    yield "Schedules: invocations", usage.invocations, _SCHEDULE
    yield "Logs and metrics written: GB", usage.log_bytes / 1e9, _LOG_GB
    yield "Metrics read", usage.metric_reads, _METRIC_READ
    yield "Leases: read units", usage.read_units, _READ_UNIT
    yield "Leases: write units", usage.write_units, _WRITE_UNIT
    yield "Events", usage.events, _EVENT
    yield "Other calls of AWS and pings", free, 0.0
