"""Invariants: only raises of kickoff are lowered, and live capacity becomes the desired one."""

from dataclasses import dataclass
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from kickoff.calendar import Calendar
from kickoff.timeline import Key
from prescaler.model import Dimension
from prescaler.plan.due import AUDIT_MINUTES
from prescaler.reconcile.prescaler import Prescaler
from prescaler.resources.registry import KINDS
from tests.unit.prescaler.calendars import INDEX, OPENS, READ, WRITE, calendar, match, prices
from tests.unit.prescaler.fake_leases import FakeLeases
from tests.unit.prescaler.fakes import FakeScaling
from tests.unit.prescaler.faults import Death, Fault

MINUTE = timedelta(minutes=1)
BASELINES = {READ: 50, WRITE: 20, INDEX: 20}
FOUND = {READ: 50, WRITE: 30, INDEX: 10}  # as the baseline, above it, below it
MAXIMUM = 1000
HEALED_WITHIN = AUDIT_MINUTES + 5  # ticks: an audit, then three dimensions one update at a time
TARGETS = {
    over_max: {
        "prices": prices(
            write={"baseline": 20, "max": 2000},
            indexes={"by-fixture": {"write": {"baseline": 20, "max": 2000}}},
            over_max=over_max,
        )
    }
    for over_max in ("clamp", "raise")
}
KEYS = st.sampled_from(list(BASELINES))
# kickoff sets even numbers and others set odd ones, so a minimum shows who set it.
DEMANDS = st.integers(0, 700).map(lambda half: 2 * half)
FOREIGN = st.integers(0, 400).map(lambda half: 2 * half + 1)


@dataclass
class Held:
    """A dimension's minimum: set by kickoff or not, and the lowest allowed value."""

    ours: bool
    rest: int


class WatchedScaling(FakeScaling):
    """Fails the test on a forbidden registration."""

    leases: FakeLeases
    held: dict[Dimension, Held]
    desired: dict[Dimension, int]

    def register(self, dimension: Dimension, minimum: int, maximum: int | None = None) -> None:
        live, held = self.live[dimension], self.held[dimension]
        before = live.minimum
        capped = live.maximum if maximum is None else maximum
        if minimum < before:
            assert held.ours, "lowered what was not ours"
            assert minimum >= held.rest, "lowered under what was found"
            assert minimum >= self.desired[dimension], "lowered under what is wanted"
            assert capped <= live.maximum, "lowered and raised in one call"
        if minimum > before:
            assert capped >= live.maximum, "raised and lowered in one call"
        assert capped >= MAXIMUM, "the maximum lowered under what was found"
        try:
            super().register(dimension, minimum, maximum)
        finally:
            if live.minimum > before:
                self._raised(dimension, before)

    def _raised(self, dimension: Dimension, before: int) -> None:
        held = self.held[dimension]
        lease = self.leases.stored.get(dimension.lease_id)
        found = lease.found.minimum if lease else 0
        if not held.ours:
            # Raised without the lease store, what others had set under it is written nowhere.
            held.rest = found if lease and self.leases.away else max(before, found)
        held.ours = lease is not None and lease.applied.minimum == self.live[dimension].minimum


class Prescaling(RuleBasedStateMachine):
    """Levels, foreign changes, faults and crashes in any order, with ticks between them."""

    @initialize(over_max=st.sampled_from(list(TARGETS)))
    def begin(self, over_max: str) -> None:
        self.targets = TARGETS[over_max]
        self.over_max = over_max
        self.dimensions = KINDS.dimensions(calendar(targets=self.targets))
        self.scaling = WatchedScaling()
        self.leases = FakeLeases(self.scaling.faults)
        self.scaling.leases = self.leases
        self.scaling.held = {each: Held(ours=False, rest=0) for each in self.dimensions.values()}
        self.demand = dict.fromkeys(BASELINES, 0)
        self.at = OPENS
        for key, dimension in self.dimensions.items():
            self.scaling.add(dimension, FOUND[key], MAXIMUM)

    @rule(key=KEYS, demand=DEMANDS)
    def ask(self, key: Key, demand: int) -> None:
        self.demand[key] = demand

    @rule(key=KEYS, minimum=FOREIGN)
    def somebody_sets(self, key: Key, minimum: int) -> None:
        dimension = self.dimensions[key]
        self.scaling.set_by_somebody(
            dimension, minimum, max(minimum, self.scaling.live[dimension].maximum)
        )
        self.scaling.held[dimension].ours = False

    @rule(
        operation=st.sampled_from(["read", "put", "delete", "limits", "capacity", "register"]),
        fault=st.sampled_from(Fault),
    )
    def fail(self, operation: str, fault: Fault) -> None:
        self.scaling.faults.next(operation, fault)

    @rule()
    def settle(self) -> None:
        self.scaling.settle()

    @rule(ticks=st.integers(1, 3))
    def tick(self, ticks: int) -> None:
        for _ in range(ticks):
            try:
                self._tick()
            except Death:
                self.scaling.faults.clear()

    def teardown(self) -> None:
        """Without faults live capacity becomes the desired one, also after all fixtures."""
        if not hasattr(self, "scaling"):
            return
        self.scaling.faults.clear()
        self._heal()
        self.demand = dict.fromkeys(BASELINES, 0)
        self._heal()

    def _heal(self) -> None:
        for _ in range(HEALED_WITHIN):
            self._tick()
            self.scaling.settle()
        for key, dimension in self.dimensions.items():
            self._check(dimension, max(self.demand[key], BASELINES[key]))

    def _check(self, dimension: Dimension, desired: int) -> None:
        live, held = self.scaling.live[dimension], self.scaling.held[dimension]
        wanted = desired if self.over_max == "raise" else min(desired, live.maximum)
        if held.ours:
            assert live.minimum <= max(wanted, held.rest)
        assert live.minimum >= wanted
        assert live.provisioned >= wanted
        lease = self.leases.read().standing.get(dimension.lease_id)
        asked = desired > BASELINES[dimension.key]
        assert lease is None or asked or live.minimum > lease.found.minimum, "it holds nothing"

    def _calendar(self) -> Calendar:
        return calendar(match(self.demand, lasts=timedelta(days=30)), targets=self.targets)

    def _tick(self) -> None:
        of = self._calendar()
        self.scaling.desired = {
            self.dimensions[key]: min(level.value, self.scaling.live[self.dimensions[key]].maximum)
            for key, level in of.levels(self.at).items()
        }
        Prescaler(self.scaling, self.leases).reconcile(of, self.at)
        self.at += MINUTE


TestPrescaling = Prescaling.TestCase
TestPrescaling.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
