"""What capacity costs, in dollars, by the dated prices."""

from kickoff.prices import PRICES
from prescaler.model import Dimension


def warming(dimension: Dimension, before: int, after: int) -> str:
    """What raising warm throughput costs, once, in words."""
    unit = PRICES.warm_read_unit if dimension.reads else PRICES.warm_write_unit
    return f"${max(0, after - before) * unit:,.2f}"


def hour(dimension: Dimension) -> float:
    """Dollars of one unit of a dimension for an hour."""
    if dimension.service != "dynamodb":
        return PRICES.provisioned_gb_second * 3600
    return PRICES.read_unit_hour if dimension.reads else PRICES.write_unit_hour
