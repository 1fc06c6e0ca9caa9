"""An in-memory lease store."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from prescaler.model import Code, Failure, Lease, Leases, Pause
from prescaler.model import Outcome as Failed
from tests.unit.prescaler.faults import Faults


@dataclass
class FakeLeases:
    """A lease table with conditional writes, by version.

    `away`: the last read failed, or a write since.
    """

    faults: Faults = field(default_factory=Faults)
    stored: dict[str, Lease] = field(default_factory=dict)
    away: bool = False
    paused: Pause | None = None
    _meanwhile: Callable[[], object] | None = None

    def before_put(self, meanwhile: Callable[[], object]) -> None:
        """Run a function between the read of the leases and the next write."""
        self._meanwhile = meanwhile

    def read(self) -> Leases:
        try:
            self.faults.after("read", self.faults.before("read"))
        except Failure as failure:
            self.away = True
            return Leases({}, away=Failed(Code.LEASE_UNAVAILABLE, failure.outcome.message))
        self.away = False
        by_name = {lease.dimension.lease_id: lease for lease in self.stored.values()}
        standing = {id_: lease for id_, lease in by_name.items() if lease.standing}
        ended = {id_: lease for id_, lease in by_name.items() if not lease.standing}
        return Leases(standing, ended=ended, pause=self.paused)

    def pause(self, pause: Pause) -> None:
        self.paused = pause

    def put(self, lease: Lease) -> Lease:
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            meanwhile()
        self.away = True
        met = self.faults.before("put")
        self._expect(lease)
        self.away = False
        stored = replace(lease, version=lease.version + 1, id=lease.key)
        self.stored[lease.key] = stored
        self.faults.after("put", met)
        return stored

    def _expect(self, lease: Lease) -> None:
        standing = self.stored.get(lease.key)
        if (standing.version if standing else 0) != lease.version:
            raise Failure(Failed(Code.CONFLICT, "another version stands"))
