"""What the prescaler speaks of: dimensions, what is there, leases, decisions, outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kickoff.place import Place
from kickoff.timeline import Fixture, Key


@dataclass(frozen=True, slots=True)
class Dimension:
    """One scalable dimension of a table or index.

    `resource` and `scalable` are Application Auto Scaling's names: `table/prices` or
    `table/prices/index/by-fixture`, and `dynamodb:table:ReadCapacityUnits`.
    """

    key: Key
    place: Place
    resource: str
    scalable: str

    @property
    def lease_id(self) -> str:
        """Names the resource, not the target: a target renamed in the calendar keeps its lease."""
        region, role = self.place.region or "", self.place.role_arn or ""
        return "|".join((region, role, self.resource, self.scalable))

    @property
    def table(self) -> str:
        """The table's name."""
        return self.resource.split("/")[1]

    @property
    def index(self) -> str | None:
        """The index's name; None for the table itself."""
        _, _, *of_index = self.resource.split("/")
        return of_index[1] if of_index else None


class Code(StrEnum):
    """What came of a decision, or of a read."""

    READY = "ready"
    REQUESTED = "requested"
    LOWERED = "lowered"
    RESTORED = "restored"
    PLANNED = "planned"
    DRIFT = "drift"
    BUSY = "busy"
    CONFLICT = "conflict"
    MAX_TOO_LOW = "max_too_low"
    NOT_AUTOSCALED = "not_autoscaled"
    ON_DEMAND = "on_demand"
    NOT_FOUND = "not_found"
    DENIED = "denied"
    THROTTLED = "throttled"
    INVALID = "invalid"
    UNREACHABLE = "unreachable"
    LEASE_UNAVAILABLE = "lease_unavailable"
    FAILED = "failed"

    @property
    def is_error(self) -> bool:
        """Is it one of `TargetErrors`? What heals by itself or has its own metric is not."""
        return self not in _NO_ERRORS


_NO_ERRORS = frozenset(
    (
        Code.READY,
        Code.REQUESTED,
        Code.LOWERED,
        Code.RESTORED,
        Code.PLANNED,
        Code.DRIFT,
        Code.BUSY,
        Code.CONFLICT,
    )
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A code, and a sentence that tells a person what happened and what to do."""

    code: Code
    message: str


class Failure(Exception):  # noqa: N818 (it carries an outcome, which is what names it)
    """What an adapter raises, already in our words."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.message)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Limits:
    """MinCapacity and MaxCapacity of a scalable target, in capacity units a second."""

    minimum: int
    maximum: int

    def __str__(self) -> str:
        return f"{self.minimum}..{self.maximum}"


@dataclass(frozen=True, slots=True)
class Capacity:
    """Provisioned capacity as DescribeTable tells it.

    `active`: table (and index) are ACTIVE, not UPDATING. `decreases`: of table or index, during
    this UTC day.
    """

    provisioned: int
    active: bool
    decreases: int


@dataclass(frozen=True, slots=True)
class Observed:
    """What was read of a dimension; each read that failed left its outcome instead."""

    limits: Limits | Outcome
    capacity: Capacity | Outcome


@dataclass(frozen=True, slots=True)
class Wish:
    """What the calendar wants of a dimension, and for which fixtures.

    `over_max`: whether MaxCapacity may be raised to make room.
    """

    desired: int
    baseline: int
    over_max: bool
    fixtures: tuple[Fixture, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A fixture that a lease is for; `ready` is when its capacity was first read back as there."""

    fixture: str
    kickoff: datetime
    closes: datetime
    ready: datetime | None = None

    @property
    def identity(self) -> tuple[str, datetime]:
        """Tells fixtures apart: a recurring one has its name many times."""
        return self.fixture, self.kickoff


@dataclass(frozen=True, slots=True)
class Lease:
    """The record that we raised a dimension, and what it takes to put it back.

    It is written before each change, so what is live after a death between the two is `previous`
    or `applied`. `found` is what was there before the first raise. `at` is the instant of the tick
    that last changed the bounds. `version` is 0 until stored.
    """

    dimension: Dimension
    found: Limits
    previous: Limits
    applied: Limits
    at: datetime
    claims: tuple[Claim, ...] = ()
    version: int = 0

    @property
    def ready(self) -> set[tuple[str, datetime]]:
        """The identities of the fixtures whose capacity was read back."""
        return {claim.identity for claim in self.claims if claim.ready}

    @property
    def until(self) -> datetime | None:
        """When the last window it is for closes; None if it is for the baseline alone."""
        return max((claim.closes for claim in self.claims), default=None)


@dataclass(frozen=True, slots=True)
class Leases:
    """The leases that stand, by id, and what could not be read of them."""

    standing: Mapping[str, Lease]
    unreadable: Mapping[str, Outcome] = field(default_factory=dict)
    away: Outcome | None = None

    @property
    def troubles(self) -> tuple[Outcome, ...]:
        """Why leases are unknown, those that are."""
        return (self.away,) if self.away else tuple(self.unreadable.values())

    def of(self, dimension: Dimension) -> Lease | Outcome | None:
        """A dimension's lease; None where it has none, an outcome where nobody can tell."""
        if self.away is not None:
            return self.away
        held = self.standing.get(dimension.lease_id)
        return held or self.unreadable.get(dimension.lease_id)


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a decision rests on. `wish` is None where the calendar no longer names it."""

    dimension: Dimension
    wish: Wish | None
    lease: Lease | Outcome | None
    observed: Observed

    @property
    def desired(self) -> int:
        """The level to reach, in capacity units; that of a dimension no longer named is found."""
        if self.wish is not None:
            return self.wish.desired
        return self.lease.found.minimum if isinstance(self.lease, Lease) else 0

    @property
    def fixtures(self) -> tuple[Fixture, ...]:
        """The fixtures that make the level."""
        return self.wish.fixtures if self.wish else ()


class Action(StrEnum):
    """What a tick wants done to one dimension."""

    HOLD = "hold"
    WAIT = "wait"
    DRIFT = "drift"
    RAISE = "raise"
    REAPPLY = "reapply"
    LOWER = "lower"
    RELEASE = "release"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Change:
    """What to register, and the lease to write before; None where nothing new is held."""

    to: Limits
    intent: Lease | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """An action with its reason; no side effect.

    `change` goes with raise, reapply and lower. `drift`: the live minimum is neither ours nor
    what we found.
    """

    situation: Situation
    action: Action
    reason: str
    change: Change | None = None
    drift: bool = False
