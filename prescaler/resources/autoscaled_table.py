"""A table or an index under Application Auto Scaling."""

from prescaler.resources.autoscaled import AutoScaled
from prescaler.resources.table import Table


class AutoScaledTable(AutoScaled, Table):
    """A registered minimum, and all units at once by UpdateTable."""
