"""A table or an index under Application Auto Scaling."""

from prescaler.resources.autoscaled import AutoScaled
from prescaler.resources.table import TableKind


class AutoScaledTable(AutoScaled, TableKind):
    """A registered minimum, and all units at once by UpdateTable."""
