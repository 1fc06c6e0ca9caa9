"""Desired beside live: what a person asks for."""

from collections.abc import Iterator
from dataclasses import dataclass

from prescaler.model import Action, Activity, Capacity, Decision, Kind, Lease, Limits, Outcome
from prescaler.plan.readiness import decreases_left, is_ready


@dataclass(frozen=True, slots=True)
class Row:
    """One dimension. Units are capacity units; None is not known, or without a lease.

    `state`: ACTIVE or UPDATING, or the code of the read that failed. `next`: what a tick would do
    now, `reason` why. `found`: the minimum that the lease goes back to; `fixtures`: those it is
    for, with their kick-offs. `changed`: who changed it last, and to what.
    """

    target: str
    dimension: str
    desired: int
    minimum: int | None
    provisioned: int | None
    state: str
    kind: Kind | None
    ready: bool
    next: Action
    reason: str
    found: int | None = None
    fixtures: tuple[str, ...] = ()
    decreases_left: int | None = None
    changed: tuple[str, ...] = ()


def row(decision: Decision, activity: Activity | None = None) -> Row:
    """What a decision rests on, for a person."""
    inputs = decision.inputs
    limits, capacity = inputs.observed.limits, inputs.observed.capacity
    lease = inputs.lease if isinstance(inputs.lease, Lease) else None
    known = capacity if isinstance(capacity, Capacity) else None
    return Row(
        target=inputs.dimension.key.target,
        dimension=inputs.dimension.key.dimension,
        desired=inputs.desired,
        minimum=limits.minimum if isinstance(limits, Limits) else None,
        provisioned=known.provisioned if known else None,
        state=_state(limits, capacity),
        kind=inputs.observed.kind,
        ready=is_ready(inputs),
        next=decision.action,
        reason=decision.reason,
        found=lease.found.minimum if lease else None,
        fixtures=tuple(f"{c.fixture} {c.kickoff:%Y-%m-%dT%H:%MZ}" for c in lease.claims)
        if lease
        else (),
        decreases_left=decreases_left(known) if known else None,
        changed=tuple(_changed(decision, activity)),
    )


def _changed(decision: Decision, activity: Activity | None) -> Iterator[str]:
    """Who changed it last: kickoff by its trail, somebody else where the value is not ours."""
    inputs = decision.inputs
    lease = inputs.lease if isinstance(inputs.lease, Lease) else inputs.ended
    if lease and lease.entries:
        last = lease.entries[-1]
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
