"""What capacity costs, in dollars, by the dated prices."""

from datetime import timedelta

from kickoff.pricing.prices import PRICES
from prescaler.model import Dimension

_HOUR = timedelta(hours=1)


def warming(dimension: Dimension, before: int, after: int) -> str:
    """What raising warm throughput costs, once, in words."""
    return f"${max(0, after - before) * PRICES.warm_throughput_cost(reads=dimension.reads):,.2f}"


def hour(dimension: Dimension) -> float:
    """Dollars of one unit of a dimension for an hour; a function's memory is taken for 1,024 MB."""
    return PRICES.capacity_cost(dimension.key.dimension, _HOUR, 1024)
