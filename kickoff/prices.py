"""What AWS charges, on one day in one region: a plan is priced by it, a bill is not.

From the pricing pages of AWS Lambda and Amazon DynamoDB; change the day with the numbers.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars; x86 functions, tables of the standard class.

    Provisioned concurrency is counted in whole `provisioned_step`s. A unit of warm throughput is
    paid once, when it is added.
    """

    day: date
    region: str
    request: float
    gb_second: float
    provisioned_gb_second: float
    provisioned_step: timedelta
    read_unit_hour: float
    write_unit_hour: float
    warm_read_unit: float
    warm_write_unit: float


PRICES = Prices(
    day=date(2026, 11, 23),
    region="us-east-1",
    request=0.0000002,
    gb_second=0.0000166667,
    provisioned_gb_second=0.0000041667,
    provisioned_step=timedelta(minutes=5),
    read_unit_hour=0.00013,
    write_unit_hour=0.00065,
    warm_read_unit=0.00013,
    warm_write_unit=0.00065,
)
