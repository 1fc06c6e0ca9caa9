"""A table or an index under Application Auto Scaling."""

from prescaler.adapters.tables import is_read
from prescaler.model import Capacity, Dimension
from prescaler.resources.autoscaled import AutoScaled
from prescaler.resources.table import TableKind


class AutoScaledTable(AutoScaled, TableKind):
    """A registered minimum; auto scaling brings its units."""

    def shared_regions(self, dimension: Dimension, capacity: Capacity) -> tuple[str, ...]:
        """None of reads: a region with a scaling target has reads of its own."""
        return () if is_read(dimension) else super().shared_regions(dimension, capacity)
