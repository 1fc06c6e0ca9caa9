"""What AWS charges, on one day in one region: a plan is priced by it, a bill is not.

From the pricing pages of AWS Lambda and Amazon DynamoDB; change the day with the numbers.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars; x86 functions.

    Provisioned concurrency is counted in whole `provisioned_step`s.
    """

    day: date
    region: str
    request: float
    gb_second: float
    provisioned_gb_second: float
    provisioned_step: timedelta


PRICES = Prices(
    day=date(2026, 11, 23),
    region="us-east-1",
    request=0.0000002,
    gb_second=0.0000166667,
    provisioned_gb_second=0.0000041667,
    provisioned_step=timedelta(minutes=5),
)
