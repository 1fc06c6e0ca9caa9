"""A table or an index in provisioned mode, without auto scaling."""

from dataclasses import replace

from prescaler.model import AUTOSCALED, Lease, Limits
from prescaler.resources.table import TableKind


class ProvisionedTable(TableKind):
    """Units set by UpdateTable: the requested units are the minimum, and each lowering counts."""

    def adopt(self, lease: Lease, live: Limits) -> Lease:
        """A table that left auto scaling keeps the units kickoff brought: they are restored."""
        if lease.kind != AUTOSCALED:
            return super().adopt(lease, live)
        return replace(
            lease,
            kind=self.name,
            found=Limits(lease.units or lease.found.minimum),
            previous=Limits(lease.previous.minimum),
            applied=Limits(lease.applied.minimum),
        )
