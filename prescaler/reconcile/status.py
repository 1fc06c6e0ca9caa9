"""Status and history, for people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from kickoff.timeline import Fixture, Key
from prescaler.model import (
    Action,
    Activity,
    Capacity,
    Decision,
    DecisionInput,
    Entry,
    Lease,
    Limits,
    Outcome,
    Pause,
)
from prescaler.plan.readiness import decreases_left, is_ready
from prescaler.plan.verdict import verdict


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One dimension, in capacity units; None is unknown, or has no lease.

    `state`: ACTIVE or UPDATING, or the code of the read that failed. `next`: the action a tick
    would take now; `reason`: its reason. `causes`: the fixtures of the desired level; `early`: it
    is raised before its window opens. `hindrance`: an error that keeps it from its level. `found`:
    the minimum to restore; `fixtures`: the fixtures of the lease, with their kick-offs. `changed`:
    the last changes and who made them. `left_as`: the decreases left, in words. `released`: the
    fixtures that a person released, until they close.
    """

    target: str
    dimension: str
    desired: int
    minimum: int | None
    provisioned: int | None
    state: str
    kind: str | None
    ready: bool
    next: Action
    reason: str
    causes: tuple[Fixture, ...] = ()
    early: bool = False
    hindrance: Outcome | None = None
    found: int | None = None
    fixtures: tuple[str, ...] = ()
    decreases_left: int | None = None
    left_as: str = "decreases left today"
    changed: tuple[str, ...] = ()
    released: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The rows of all dimensions, and the leases that cannot be read or written.

    `pause`: a person's pause, while it lasts.
    """

    rows: tuple[StatusRow, ...]
    troubles: tuple[Outcome, ...] = ()
    pause: Pause | None = None


def status_row(
    decision: Decision,
    at: datetime,
    now: datetime,
    level: int,
    activity: Activity | None = None,
) -> StatusRow:
    """The status of a decision's dimension at an instant; `level` is the calendar's level then."""
    inputs, outcome = decision.inputs, verdict(decision, decision.inputs)
    limits, capacity = inputs.observed.limits, inputs.observed.capacity
    lease = inputs.lease if isinstance(inputs.lease, Lease) else None
    known = capacity if isinstance(capacity, Capacity) else None
    claims = lease.claims if lease else ()
    return StatusRow(
        target=inputs.dimension.key.target,
        dimension=inputs.dimension.key.dimension,
        desired=inputs.desired,
        minimum=limits.minimum if isinstance(limits, Limits) else None,
        provisioned=known.provisioned if known else None,
        state=_state(limits, capacity),
        kind=inputs.observed.kind_name,
        ready=is_ready(inputs),
        next=decision.action,
        reason=decision.reason,
        causes=inputs.fixtures,
        early=bool(inputs.fixtures) and inputs.desired > level,
        hindrance=outcome if outcome.code.is_error else None,
        found=lease.found.minimum if lease else None,
        fixtures=tuple(f"{each.fixture} {each.kickoff:%Y-%m-%dT%H:%MZ}" for each in claims),
        decreases_left=decreases_left(inputs.observed, now),
        left_as=inputs.observed.kind.left_as,
        changed=tuple(_changed(decision, activity)),
        released=tuple(_released(inputs, at)),
    )


def _released(inputs: DecisionInput, at: datetime) -> Iterator[str]:
    """The fixtures that a person released, and that are not over."""
    held = inputs.lease if isinstance(inputs.lease, Lease) else inputs.past
    waived = held.waived if held else ()
    yield from dict.fromkeys(claim.fixture for claim in waived if claim.closes > at)


def _changed(decision: Decision, activity: Activity | None) -> Iterator[str]:
    """The last change of kickoff, of somebody else, and of auto scaling."""
    inputs = decision.inputs
    if inputs.past and inputs.past.entries:
        last = inputs.past.entries[-1]
        yield f"kickoff {last.at:%d %b %H:%MZ}: {last.action} {last.before} -> {last.after}"
    if decision.drift and isinstance(inputs.observed.limits, Limits):
        yield f"somebody else: {inputs.observed.limits.minimum}"
    if activity is not None:
        yield f"auto scaling {activity.at:%d %b %H:%MZ}: {activity.said}"


def _state(limits: Limits | Outcome, capacity: Capacity | Outcome) -> str:
    if isinstance(capacity, Outcome):
        return capacity.code
    if isinstance(limits, Outcome):
        return limits.code
    return "ACTIVE" if capacity.active else "UPDATING"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of one dimension, from the audit trail of its lease."""

    key: Key
    entry: Entry


def history(leases: Iterable[Lease]) -> list[HistoryEntry]:
    """All changes, newest first."""
    found = [
        HistoryEntry(lease.dimension.key, entry) for lease in leases for entry in lease.entries
    ]
    return sorted(found, key=lambda each: each.entry.at, reverse=True)
