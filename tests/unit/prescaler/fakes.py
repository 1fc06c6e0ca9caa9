"""In-memory twins of the prescaler's ports, with the behaviour of the real ones and faults."""

from collections import defaultdict, deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from prescaler.model import Capacity, Code, Dimension, Failure, Lease, Leases, Limits, Observed
from prescaler.model import Outcome as Failed


class Fault(Enum):
    """What happens to a call."""

    REFUSED = auto()  # fails without effect
    LOST = auto()  # fails after its effect
    DEATH_BEFORE = auto()
    DEATH_AFTER = auto()


class Death(BaseException):
    """The process ends here."""


class Faults:
    """What the next calls of an operation meet, in order."""

    def __init__(self) -> None:
        self._next: dict[str, deque[tuple[Fault, Code]]] = defaultdict(deque)

    def next(self, operation: str, fault: Fault = Fault.REFUSED, code: Code = Code.FAILED) -> None:
        self._next[operation].append((fault, code))

    def clear(self) -> None:
        self._next.clear()

    def before(self, operation: str) -> tuple[Fault, Code] | None:
        """Meet the fault of a call that arrives; what remains is for `after` its effect."""
        if not self._next[operation]:
            return None
        fault, code = self._next[operation].popleft()
        if fault is Fault.DEATH_BEFORE:
            raise Death
        if fault is Fault.REFUSED:
            raise Failure(Failed(code, f"{operation} was refused"))
        return fault, code

    def after(self, operation: str, met: tuple[Fault, Code] | None) -> None:
        if met is None:
            return
        fault, code = met
        if fault is Fault.DEATH_AFTER:
            raise Death
        raise Failure(Failed(code, f"the answer of {operation} was lost"))


@dataclass
class Live:
    """A registered dimension."""

    minimum: int
    maximum: int
    provisioned: int


@dataclass
class FakeScaling:
    """Tables under auto scaling: ACTIVE, or UPDATING until `settle`; one update at a time each.

    `registered` are the calls that arrived: dimension, minimum, maximum.
    """

    faults: Faults = field(default_factory=Faults)
    live: dict[Dimension, Live] = field(default_factory=dict)
    registered: list[tuple[Dimension, int, int | None]] = field(default_factory=list)
    observations: list[frozenset[Dimension]] = field(default_factory=list)
    decreases: int = 0
    instant: bool = False
    tables_without_scaling: set[Dimension] = field(default_factory=set)
    _pending: dict[str, dict[Dimension, int]] = field(default_factory=dict)

    def add(self, dimension: Dimension, minimum: int, maximum: int = 4000) -> None:
        self.live[dimension] = Live(minimum, maximum, minimum)

    def observe(self, dimensions: Collection[Dimension]) -> dict[Dimension, Observed]:
        self.observations.append(frozenset(dimensions))
        return {each: Observed(self._limits(each), self._capacity(each)) for each in dimensions}

    def register(self, dimension: Dimension, minimum: int, maximum: int | None = None) -> None:
        met = self.faults.before("register")
        self.registered.append((dimension, minimum, maximum))
        live = self.live[dimension]
        maximum = live.maximum if maximum is None else maximum
        if maximum < minimum:
            raise Failure(Failed(Code.INVALID, "Maximum capacity cannot be less than minimum"))
        self.set_by_somebody(dimension, minimum, maximum)
        self.faults.after("register", met)

    def set_by_somebody(self, dimension: Dimension, minimum: int, maximum: int) -> None:
        """Registration's effect: on an ACTIVE table capacity is brought inside the bounds."""
        live = self.live[dimension]
        live.minimum, live.maximum = minimum, maximum
        wanted = min(max(live.provisioned, minimum), maximum)
        if wanted != live.provisioned and dimension.table not in self._pending:
            self._pending[dimension.table] = {dimension: wanted}
        if self.instant:
            self.settle()

    def settle(self) -> None:
        """Updates in progress come to their end."""
        for changes in self._pending.values():
            for dimension, units in changes.items():
                self.live[dimension].provisioned = units
        self._pending.clear()

    def update(self, dimension: Dimension, units: int) -> None:
        """Auto scaling, or anybody, begins an update."""
        self._pending[dimension.table] = {dimension: units}

    def _limits(self, dimension: Dimension) -> Limits | Failed:
        try:
            self.faults.after("limits", self.faults.before("limits"))
        except Failure as failure:
            return failure.outcome
        if dimension not in self.live:
            return Failed(Code.NOT_AUTOSCALED, "no scalable target is registered")
        return Limits(self.live[dimension].minimum, self.live[dimension].maximum)

    def _capacity(self, dimension: Dimension) -> Capacity | Failed:
        try:
            self.faults.after("capacity", self.faults.before("capacity"))
        except Failure as failure:
            return failure.outcome
        if dimension in self.tables_without_scaling:
            return Capacity(5, active=True, decreases=0)
        if dimension not in self.live:
            return Failed(Code.NOT_FOUND, "no such table")
        active = dimension.table not in self._pending
        return Capacity(self.live[dimension].provisioned, active, self.decreases)


@dataclass
class FakeLeases:
    """A lease table: conditional writes, by version.

    `away`: the last read failed, or a write since.
    """

    faults: Faults = field(default_factory=Faults)
    stored: dict[str, Lease] = field(default_factory=dict)
    away: bool = False
    _meanwhile: Callable[[], object] | None = None

    def before_put(self, meanwhile: Callable[[], object]) -> None:
        """Let something happen between the read of the leases and the next write."""
        self._meanwhile = meanwhile

    def read(self) -> Leases:
        try:
            self.faults.after("read", self.faults.before("read"))
        except Failure as failure:
            self.away = True
            return Leases({}, away=Failed(Code.LEASE_UNAVAILABLE, failure.outcome.message))
        self.away = False
        return Leases(dict(self.stored))

    def put(self, lease: Lease) -> Lease:
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            meanwhile()
        self.away = True
        met = self.faults.before("put")
        self._expect(lease)
        self.away = False
        stored = replace(lease, version=lease.version + 1)
        self.stored[lease.dimension.lease_id] = stored
        self.faults.after("put", met)
        return stored

    def delete(self, lease: Lease) -> None:
        met = self.faults.before("delete")
        self._expect(lease)
        del self.stored[lease.dimension.lease_id]
        self.faults.after("delete", met)

    def _expect(self, lease: Lease) -> None:
        standing = self.stored.get(lease.dimension.lease_id)
        if (standing.version if standing else 0) != lease.version:
            raise Failure(Failed(Code.CONFLICT, "another version stands"))
