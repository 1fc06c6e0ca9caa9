"""A fixture if kickoff dies now: raised, armed, not raised, cold, or unknown."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kickoff.calendar.model.pings import PingSchedule
from kickoff.outcome import Code, Outcome
from operations.preflight.readiness.capacity import CapacityLink
from operations.preflight.readiness.containers import ContainerLink
from operations.preflight.readiness.without_kickoff import describe_without_kickoff
from prescaler.model import (
    Capacity,
    CapacityKind,
    Lease,
    Limits,
    Observed,
    ScheduledAction,
)
from tests.unit.operations.preflight.readiness.fixtures import (
    CLOSES,
    DIMENSION,
    KICKOFF,
    MINUTE,
    OPENS,
    UTC_ZONE,
    match,
    need,
)

NOW = KICKOFF - 180 * MINUTE
RAISE = ScheduledAction(OPENS + 2 * MINUTE, 1200, stands=True)
RESTORE = ScheduledAction(CLOSES + 30 * MINUTE, 50, stands=True)
PRICING = ContainerLink(match(), "pricing", (need(40),), PingSchedule(timedelta(minutes=5)))


def link(live: int = 50, *armed: ScheduledAction, **changed: object) -> CapacityLink:
    """Return the link of a table that needs 1,200 units at 11:40."""
    observed = Observed(Limits(50), Capacity(live, active=True), CapacityKind())
    limits = Limits(50), Limits(50), Limits(50)
    lease = Lease(DIMENSION, *limits, NOW, armed=armed) if armed else None
    found = CapacityLink(match(), DIMENSION, (need(),), observed, lease)
    return replace(found, **changed)  # type: ignore[arg-type]


def described(capacity: CapacityLink) -> str:
    return describe_without_kickoff([capacity], [], NOW, UTC_ZONE)


def test_scheduled_actions_raise_and_restore_it_until_the_last_one() -> None:
    assert described(link(50, RAISE, RESTORE)) == "armed until 15:00: prices.read"


@pytest.mark.parametrize(
    "armed",
    [
        (),
        (replace(RAISE, stands=False), RESTORE),
        (replace(RAISE, minimum=600), RESTORE),
        (replace(RAISE, at=CLOSES + MINUTE),),
        (replace(RAISE, at=NOW),),
    ],
    ids=["none", "not accepted", "too low", "of a later fixture", "past"],
)
def test_without_an_action_for_its_level_it_is_not_raised(
    armed: tuple[ScheduledAction, ...],
) -> None:
    assert described(link(50, *armed)) == "not raised: prices.read"


def test_what_was_read_back_stays_up() -> None:
    assert described(link(1200, RESTORE)) == "stays up: prices.read"


def test_what_cannot_be_read_is_unknown() -> None:
    failed = Outcome(Code.DENIED, "denied")
    assert described(link(lease=failed)) == "unknown: prices.read"
    unread = Observed(failed, failed, CapacityKind())
    assert described(link(observed=unread)) == "unknown: prices.read"


def test_containers_are_cold_unless_others_are_provisioned() -> None:
    provisioned = replace(PRICING, target="settlement", provisioned=40)
    said = describe_without_kickoff([link()], [PRICING, provisioned], NOW, UTC_ZONE)
    assert said == "stays up: settlement.warm; not raised: prices.read; cold: pricing.warm"


def test_of_many_links_five_are_named() -> None:
    many = [replace(PRICING, target=f"f{number}") for number in range(7)]
    said = describe_without_kickoff([], many, NOW, UTC_ZONE)
    assert said == "cold: f0.warm, f1.warm, f2.warm, f3.warm, f4.warm and 2 more"
