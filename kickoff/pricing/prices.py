"""Prices of AWS by region, at one day. They estimate a plan; a bill can differ.

`price_list.csv` has AWS's published list, as it stood on 28 August (DynamoDB), 23 September
(CloudWatch) and 30 October 2025 (Lambda). Change the day with the numbers.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

DAY = date(2025, 8, 28)
"""The day of the oldest part of the list."""
DEFAULT_REGION = "us-east-1"
"""Its prices stand in for those of a region that the list lacks."""
# Assumed billed duration of a ping. HoldTime publishes the measured one.
TYPICAL_HOLD_S = 0.1
# Assumed initialisation of a container. Lambda's guide names "under 100 ms to over 1 second" for
# it, and Lambda bills it for all functions since 1 August 2025. The log of a start has yours.
TYPICAL_START_S = 1.0
# Assumed share of a level that requests use, for on-demand tables. Auto scaling aims at 70 % in the
# busiest minutes, and a minimum is kept through quieter ones.
TYPICAL_USE = 0.5
# Lambda replaces a container "every few hours" (its guide), however often it is pinged.
CONTAINER_LIFE = timedelta(hours=2)
# The lines START, END and REPORT of a ping, and INIT_START of a new container, as text, with the 26
# bytes that CloudWatch Logs counts beside each line. Logs in JSON have about twice as many.
LOG_BYTES_A_PING, LOG_BYTES_A_START = 340, 190
# Lambda bills provisioned concurrency in whole steps.
PROVISIONED_STEP = timedelta(minutes=5)
# The same in all listed regions: a key of KMS, and CloudWatch's dashboards after three free ones.
KEY_MONTH, DASHBOARD_MONTH = 1.00, 3.00
# An invocation by EventBridge Scheduler and an event, of us-east-1: the list lacks them.
SCHEDULE, EVENT = 0.000001, 0.000001
_HOUR = timedelta(hours=1)
_MB_A_GB = 1024
_BYTES_A_GB = 2**30


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars in a region, for tables and logs of the standard class.

    `gb_second` is of x86 functions, `arm_gb_second` of ARM ones. `log_gb` is the first 10 TB of a
    month that Lambda writes to CloudWatch Logs, `metric_month` a custom metric of the first 10,000,
    `metric_read` a metric in a call of GetMetricData. `read_request` and `write_request` are
    request units of an on-demand table, `shard_hour` is a shard of a Kinesis stream.
    """

    region: str
    request: float
    gb_second: float
    arm_gb_second: float
    provisioned_gb_second: float
    log_gb: float
    metric_month: float
    alarm_month: float
    metric_read: float
    read_unit_hour: float
    write_unit_hour: float
    read_request: float
    write_request: float
    shard_hour: float

    def capacity_cost(self, dimension: str, length: timedelta, megabytes: int = 0) -> float:
        """Return the cost of one unit of a dimension, such as `INDEX.read`, for a time.

        0 for `warm`, which is billed by ping.
        """
        match dimension.rpartition(".")[2]:
            case "read":
                return self.read_unit_hour * (length / _HOUR)
            case "write":
                return self.write_unit_hour * (length / _HOUR)
            case "provisioned":
                whole = -(-length // PROVISIONED_STEP) * PROVISIONED_STEP
                return self.provisioned_gb_second * whole.total_seconds() * megabytes / _MB_A_GB
            case _:
                return 0.0

    def requests_cost(self, dimension: str, length: timedelta) -> float:
        """Return the cost of one on-demand request a second of `read` or `write`, for a time."""
        reads = dimension.rpartition(".")[2] == "read"
        return (self.read_request if reads else self.write_request) * length.total_seconds()

    def ping_cost(self, megabytes: int) -> float:
        """Return the cost of one ping to a warm container: its request, memory and log lines."""
        memory = self.gb_second * TYPICAL_HOLD_S * megabytes / _MB_A_GB
        return self.request + memory + self.log_gb * LOG_BYTES_A_PING / _BYTES_A_GB

    def start_cost(self, megabytes: int) -> float:
        """Return what a new container adds to the cost of its first ping."""
        memory = self.gb_second * TYPICAL_START_S * megabytes / _MB_A_GB
        return memory + self.log_gb * LOG_BYTES_A_START / _BYTES_A_GB

    def warm_throughput_cost(self, *, reads: bool) -> float:
        """Return the cost of adding one unit of warm throughput, paid once.

        DynamoDB's guide: it is the price of a provisioned unit in the region, for an hour.
        """
        return self.read_unit_hour if reads else self.write_unit_hour


def prices_of(region: str | None) -> Prices:
    """Return the prices of a region; of `DEFAULT_REGION` if it is not listed, or not known."""
    listed = _price_list()
    return listed.get(region or DEFAULT_REGION, listed[DEFAULT_REGION])


@cache
def _price_list() -> dict[str, Prices]:
    with files(__package__).joinpath("price_list.csv").open(encoding="ascii") as lines:
        rows = list(csv.DictReader(lines))
    return {
        row["region"]: Prices(region=row.pop("region"), **{n: float(row[n]) for n in row})
        for row in rows
    }
