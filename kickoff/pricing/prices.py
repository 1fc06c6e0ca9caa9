"""Prices of AWS on one day in one region. They estimate a plan; a bill can differ.

Source: the pricing pages of AWS Lambda, Amazon DynamoDB and Amazon CloudWatch. Change the day with
the numbers.
"""

from dataclasses import dataclass
from datetime import date, timedelta

# Assumed billed duration of a ping. HoldTime publishes the measured one.
TYPICAL_HOLD_S = 0.1
# Assumed initialisation of a container. Lambda's guide names "under 100 ms to over 1 second" for
# it, and Lambda bills it for all functions since 1 August 2025. The log of a start has yours.
TYPICAL_START_S = 1.0
# Lambda replaces a container "every few hours" (its guide), however often it is pinged.
CONTAINER_LIFE = timedelta(hours=2)
# The lines START, END and REPORT of a ping, and INIT_START of a new container, as text, with the 26
# bytes that CloudWatch Logs counts beside each line. Logs in JSON have about twice as many.
LOG_BYTES_A_PING, LOG_BYTES_A_START = 340, 190
_HOUR = timedelta(hours=1)
_MB_A_GB = 1024
_BYTES_A_GB = 2**30


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars, for x86 functions, and tables and logs of the standard class.

    `log_gb` is the first 10 TB of a month that Lambda writes to CloudWatch Logs. Provisioned
    concurrency is billed in whole `provisioned_step`s. A unit of warm throughput is billed once,
    when it is added.
    """

    day: date
    region: str
    request: float
    gb_second: float
    log_gb: float
    provisioned_gb_second: float
    provisioned_step: timedelta
    read_unit_hour: float
    write_unit_hour: float
    warm_read_unit: float
    warm_write_unit: float

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
                whole = -(-length // self.provisioned_step) * self.provisioned_step
                return self.provisioned_gb_second * whole.total_seconds() * megabytes / _MB_A_GB
            case _:
                return 0.0

    def ping_cost(self, megabytes: int) -> float:
        """Return the cost of one ping to a warm container: its request, memory and log lines."""
        memory = self.gb_second * TYPICAL_HOLD_S * megabytes / _MB_A_GB
        return self.request + memory + self.log_gb * LOG_BYTES_A_PING / _BYTES_A_GB

    def start_cost(self, megabytes: int) -> float:
        """Return what a new container adds to the cost of its first ping."""
        memory = self.gb_second * TYPICAL_START_S * megabytes / _MB_A_GB
        return memory + self.log_gb * LOG_BYTES_A_START / _BYTES_A_GB

    def warm_throughput_cost(self, *, reads: bool) -> float:
        """Return the cost of adding one unit of warm throughput."""
        return self.warm_read_unit if reads else self.warm_write_unit


PRICES = Prices(
    day=date(2026, 11, 23),
    region="us-east-1",
    request=0.0000002,
    gb_second=0.0000166667,
    log_gb=0.50,
    provisioned_gb_second=0.0000041667,
    provisioned_step=timedelta(minutes=5),
    read_unit_hour=0.00013,
    write_unit_hour=0.00065,
    warm_read_unit=0.00013,
    warm_write_unit=0.00065,
)
