"""One capacity dimension of a fixture through its day: coming, on its way, read back, or late."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from kickoff.outcome import Code, Outcome
from operations.preflight.readiness.capacity import CapacityLink, capacity_evidence
from operations.preflight.readiness.evidence import Evidence, EvidenceState
from prescaler.model import Capacity, CapacityKind, Claim, Dimension, Lease, Limits, Observed
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


@dataclass
class SlowKind(CapacityKind):
    """Capacity whose raise takes some time."""

    minutes: int = 0

    def lead(
        self,
        dimension: Dimension,  # noqa: ARG002 (the interface of a kind)
        capacity: Capacity,  # noqa: ARG002
        level: int,  # noqa: ARG002
        beside: int | None = None,  # noqa: ARG002
    ) -> timedelta:
        return self.minutes * MINUTE


def link(
    live: int = 50, *, minimum: int = 50, minutes: int = 0, active: bool = True, **changed: object
) -> CapacityLink:
    """Return the link of a table that needs 1,200 units at 11:40."""
    observed = Observed(Limits(minimum), Capacity(live, active=active), SlowKind(minutes))
    found = CapacityLink(match(), DIMENSION, (need(),), observed)
    return replace(found, **changed)  # type: ignore[arg-type]


def lease(at: datetime = OPENS, ready: datetime | None = None) -> Lease:
    claim = Claim("Leeds v Derby", KICKOFF, CLOSES, ready)
    bounds = Limits(50), Limits(50), Limits(1200)
    return Lease(DIMENSION, *bounds, at, (claim,))


def judged(found: CapacityLink, before: int) -> Evidence:
    """Return the evidence some minutes before kick-off."""
    return capacity_evidence(found, KICKOFF - before * MINUTE, UTC_ZONE)


def found(evidence: Evidence) -> tuple[str, str]:
    return evidence.state, evidence.found


def test_before_the_window_the_raise_is_announced_with_its_begin() -> None:
    assert found(judged(link(), 180)) == ("good", "50 now, 1,200 from 11:40")


def test_a_slow_raise_begins_before_the_window_and_says_how_long_it_takes() -> None:
    slow = judged(link(minutes=30), 180)
    assert found(slow) == ("good", "50 now, 1,200 from 11:30 (takes 30 min)")
    assert slow.takes == 30 * MINUTE


def test_a_level_that_is_there_is_read_back_with_its_margin() -> None:
    ready = link(1200, minimum=1200, lease=lease(ready=OPENS + 2 * MINUTE))
    assert found(judged(ready, 10)) == ("good", "1,200 of 1,200 read back, 18 min before kick-off")


def test_a_level_that_came_late_says_so() -> None:
    ready = link(1200, minimum=1200, lease=lease(ready=KICKOFF + 3 * MINUTE))
    assert judged(ready, -10).found == "1,200 of 1,200 read back, 3 min after kick-off"


def test_a_level_that_was_read_back_stays_so_during_an_update_above_it() -> None:
    updating = link(1500, active=False, lease=lease(ready=OPENS))
    assert judged(updating, 5).state is EvidenceState.GOOD


def test_an_update_that_was_not_read_back_yet_is_on_its_way() -> None:
    updating = link(1500, minimum=1200, active=False, lease=lease())
    assert found(judged(updating, 19)) == ("good", "1,500 now, 1,200 on its way")


def test_the_first_ticks_of_a_window_may_ask_for_it() -> None:
    assert judged(link(), 18).state is EvidenceState.GOOD


def test_a_raise_that_no_tick_asked_for_is_bad() -> None:
    late = judged(link(), 15)
    assert found(late) == ("bad", "50 live, 1,200 is not asked for since 11:40")
    assert "kickoff prescale" in late.remedy


def test_a_requested_raise_is_on_its_way_until_its_time_is_over() -> None:
    requested = link(minimum=1200, minutes=5, lease=lease())
    assert found(judged(requested, 16)) == ("good", "50 now, 1,200 on its way (takes 5 min)")
    overdue = judged(requested, 9)
    assert found(overdue) == ("bad", "50 live, 1,200 is overdue since 11:45")


def test_a_raise_that_will_end_after_kickoff_is_bad_before_it() -> None:
    assert found(judged(link(minutes=30), 20)) == ("bad", "50 live, 1,200 comes 10 min late")


@pytest.mark.parametrize(
    ("before", "sentence"),
    [(4, "50 live, 1,200 needed in 4 min"), (-3, "50 live, 1,200 needed since 12:00")],
)
def test_near_kickoff_capacity_that_is_not_read_back_is_bad(before: int, sentence: str) -> None:
    requested = link(minimum=1200, lease=lease(KICKOFF - 5 * MINUTE))
    assert found(judged(requested, before)) == ("bad", sentence)


def test_a_later_phase_is_due_at_its_start() -> None:
    needs = (need(600), need(1200, KICKOFF + 90 * MINUTE, KICKOFF + 90 * MINUTE))
    half = link(600, needs=needs)
    assert found(judged(half, -30)) == ("good", "600 now, 1,200 from 13:30")


def test_the_level_at_kickoff_stands_before_the_peak_with_the_next_match() -> None:
    both = need(1200), need(2400, KICKOFF + 87 * MINUTE, KICKOFF + 87 * MINUTE)
    assert judged(link(needs=both), 180).found == "50 now, 1,200 from 11:40, peak 2,400 at 13:27"


def test_a_phase_at_kickoff_is_named_between_the_opening_and_the_peak() -> None:
    peak = need(1200, KICKOFF + 95 * MINUTE, KICKOFF + 95 * MINUTE)
    phases = need(600), need(960, KICKOFF), need(1000, peak.start - MINUTE, peak.due - MINUTE), peak
    assert judged(link(needs=phases), 180).found == (
        "50 now, 600 from 11:40, 960 from 12:00, peak 1,200 at 13:35"
    )


def test_an_observed_target_is_bad_although_everything_else_is_in_time() -> None:
    assert judged(link(observes=True), 180).found == "mode: observe, so nothing is raised"


def test_an_observed_target_that_has_the_capacity_is_good() -> None:
    assert judged(link(1200, observes=True), 180).state is EvidenceState.GOOD


@pytest.mark.parametrize("where", ["lease", "ended"])
def test_a_fixture_that_a_person_released_is_not_raised_again(where: str) -> None:
    released = replace(lease(), waived=lease().claims)
    evidence = judged(replace(link(), **{where: released}), 10)  # type: ignore[arg-type]
    assert found(evidence) == ("bad", "50 live, 1,200 needed, and a person released it")


@pytest.mark.parametrize(
    ("code", "state"),
    [(Code.NOT_FOUND, "bad"), (Code.DENIED, "unknown"), (Code.UNREACHABLE, "unknown")],
)
def test_capacity_that_cannot_be_read_is_unknown_and_a_missing_one_is_bad(
    code: Code, state: str
) -> None:
    failed = Outcome(code, "dynamodb:DescribeTable of prices: no answer")
    observed = Observed(Limits(50), failed, SlowKind())
    assert found(judged(link(observed=observed), 180)) == (state, failed.message)


def test_bounds_that_cannot_be_read_are_unknown() -> None:
    failed = Outcome(Code.DENIED, "application-autoscaling:DescribeScalableTargets: denied")
    observed = Observed(failed, Capacity(50, active=True), SlowKind())
    assert judged(link(observed=observed), 180).state is EvidenceState.UNKNOWN
