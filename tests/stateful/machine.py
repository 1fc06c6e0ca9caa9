"""Fixtures, foreign changes, faults and crashes in any order, with ticks between them."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from kickoff.timeline import Key
from simulator.faults import Fault
from tests.stateful.account import LEASES, floors, live, spend_decreases, standing_leases
from tests.stateful.calendars import (
    AUTOSCALED,
    EVERY,
    ON_DEMAND,
    PROVISIONED,
    Match,
    partitions,
)
from tests.stateful.world import MINUTE, Died, World

KEYS = st.sampled_from(list(EVERY))
TARGETS = frozenset(key.target for key in EVERY)
NAMES = st.sampled_from(["Leeds v Derby", "Hull v Stoke", "Luton v Burnley"])
# kickoff sets even numbers and others set odd ones, so a minimum shows who set it.
DEMANDS = st.dictionaries(KEYS, st.integers(1, 400), min_size=1)
FOREIGN = st.integers(0, 400).map(lambda half: 2 * half + 1)
SOON = st.integers(-30, 90)
ANY = "any"
OPERATIONS = st.sampled_from(
    [
        ANY,
        "dynamodb.Scan",
        "dynamodb.PutItem",
        "dynamodb.DeleteItem",
        "dynamodb.DescribeTable",
        "dynamodb.UpdateTable",
        "autoscaling.DescribeScalableTargets",
        "autoscaling.RegisterScalableTarget",
        "cloudwatch.GetMetricData",
        "lambda.GetProvisionedConcurrencyConfig",
        "lambda.PutProvisionedConcurrencyConfig",
    ]
)
FAULTS = st.sampled_from(
    [
        Fault.THROTTLED,
        Fault.DENIED,
        Fault.FAILED,
        Fault.FAILED_AFTER,
        Fault.SILENT,
        Fault.SILENT_AFTER,
        Fault.RESET,
        Fault.RESET_AFTER,
    ]
)
ATTEMPTS = 3  # a call fails after this many faults in a row, as our clients are set
TIMES = st.sampled_from([1, ATTEMPTS, 4 * ATTEMPTS])
HEALED_WITHIN = 26  # ticks: an audit, then what takes longest
SETTLED_WITHIN = 6  # ticks: what has a lease is looked at every third
UPDATED_WITHIN = 3  # minutes: two updates of a table, one after the other
SPLIT_WITHIN = 14  # minutes: the same, of a table that outgrows its partition twice
ALMOST_ONE = 0.95  # partition; the rest is for what the calendar does not name
WARMED_WITHIN = (
    24  # minutes: the stand-in's time to warm, twice: a purchase waits for the one before
)
ALL_CLOSED = 200  # minutes: of the latest kick-off, the longest match and its tail
SPARSE = 7 * MINUTE
LONGEST = timedelta(hours=30)


class Prescaling(RuleBasedStateMachine):
    """The prescaler, its calendar and its account."""

    world: World
    over_max: str

    @initialize()
    def begin(self) -> None:
        self.world.begin(self.over_max)

    @rule(name=NAMES, soon=SOON, lasts=st.integers(10, 90), demand=DEMANDS)
    def announce(self, name: str, soon: int, lasts: int, demand: dict[Key, int]) -> None:
        """Write a fixture, move it, or change its demand."""
        kickoff = self.world.cloud.now + soon * MINUTE
        units = {key: steps * EVERY[key].step for key, steps in demand.items()}
        self.world.written.matches[name] = Match(name, kickoff, lasts * MINUTE, units)
        self.world.write()

    @rule(name=NAMES)
    def cancel(self, name: str) -> None:
        self.world.written.matches.pop(name, None)
        self.world.write()

    @rule()
    def spoil(self) -> None:
        self.world.spoil()

    @rule(out=st.frozensets(st.sampled_from(sorted(TARGETS)), max_size=2))
    def leave_out(self, out: frozenset[str]) -> None:
        """Remove targets from the calendar, or put them back."""
        self.world.written.without = out
        self.world.write()

    @rule(key=KEYS, minimum=FOREIGN)
    def somebody_sets(self, key: Key, minimum: int) -> None:
        self.world.watch.set_by_somebody(key, minimum)

    @rule(key=st.sampled_from([*AUTOSCALED, *PROVISIONED]), times=st.integers(1, 4))
    def decreases_are_spent(self, key: Key, times: int) -> None:
        spend_decreases(self.world.cloud, key, times)

    @rule(operation=OPERATIONS, fault=FAULTS, times=TIMES)
    def fail(self, operation: str, fault: Fault, times: int) -> None:
        if operation == ANY:
            left = iter(range(times))
            self.world.cloud.faults.stand(lambda _: next(left, None) is not None, fault)
        else:
            self.world.cloud.faults.next(operation, fault, times=times)

    @rule(operation=OPERATIONS, fault=FAULTS, times=TIMES, demand=DEMANDS)
    def end_amid(self, operation: str, fault: Fault, times: int, demand: dict[Key, int]) -> None:
        """A fixture becomes ready, all windows close, and the lowering ticks meet a fault."""
        self.announce(name="Cup final", soon=0, lasts=10, demand=demand)
        self.world.pass_minutes(UPDATED_WITHIN, self._tick)
        self.world.pass_minutes(ALL_CLOSED, lambda: None)
        self.fail(operation=operation, fault=fault, times=times)
        self.world.pass_minutes(SETTLED_WITHIN, self._tick)

    @rule(fault=FAULTS)
    def leases_are_away(self, fault: Fault) -> None:
        self.world.cloud.faults.stand(
            lambda call: call.parameters.get("TableName") == LEASES, fault
        )

    @rule()
    def mend(self) -> None:
        self.world.cloud.faults.clear()

    @rule(minutes=st.integers(1, 12))
    def minutes_pass(self, minutes: int) -> None:
        self.world.pass_minutes(minutes, self._tick)

    @rule(minutes=st.integers(1, 300))
    def ticks_are_lost(self, minutes: int) -> None:
        self.world.pass_minutes(minutes, lambda: None)

    @rule(skew=st.integers(-9, 3))
    def a_tick_of_another_instant(self, skew: int) -> None:
        """Run a tick that is late, repeated, or ahead of the clock."""
        self.world.tick(self.world.cloud.now + skew * MINUTE)

    @rule(calls=st.integers(0, 12))
    def die(self, calls: int) -> None:
        """Crash in the next tick, before one of its calls."""
        self._before_call(calls, _end)
        self._tick()
        self.world.watch.before = lambda: None

    @rule(calls=st.integers(0, 12))
    def overlap(self, calls: int) -> None:
        """Run a whole tick between two calls of the next one.

        The inner tick reports its failures; the outer one may report the conflict instead.
        """
        self._before_call(calls, self._tick)
        self.world.tick(self.world.cloud.now)
        self.world.watch.before = lambda: None

    def teardown(self) -> None:
        """Without faults the levels are reached, and after all fixtures everything is restored."""
        world = self.world
        world.cloud.faults.clear()
        world.written.without = frozenset()
        world.write()
        world.pass_minutes(HEALED_WITHIN, self._tick)
        self._check_there()
        self._let_all_end()
        self._check_restored({key: kept.baseline for key, kept in EVERY.items()})
        world.written.without = TARGETS
        world.write()
        self._let_all_end()
        self._check_restored(dict.fromkeys(EVERY, 0))

    def _tick(self) -> None:
        watch = self.world.watch
        denied = watch.denied
        heard = self.world.tick(self.world.cloud.now)
        if watch.denied > denied and not heard.died:
            counted = heard.total("TargetErrors") + heard.total("ConfigUnstored")
            # Without any calendar the metric is ConfigBroken, which the tick of the world asserts.
            assert counted or heard.unusable, "what was denied is in no metric"

    def _before_call(self, calls: int, act: Callable[[], object]) -> None:
        left = [calls]

        def before() -> None:
            left[0] -= 1
            if left[0] == -1:
                act()

        self.world.watch.before = before

    def _check_there(self) -> None:
        for key, floor in floors(self.world.cloud).items():
            asked_within = WARMED_WITHIN if key in ON_DEMAND else UPDATED_WITHIN
            wanted = min(self._wanted(key, asked_within), floor.maximum)
            assert floor.minimum >= wanted, f"{key}: {floor}, {wanted} are wanted"
            wanted = min(self._wanted(key, self._there_within(key)), floor.maximum)
            there = live(self.world.cloud, key)
            assert there >= wanted, f"{key}: {there} are there, {wanted} are wanted"

    def _wanted(self, key: Key, minutes: int) -> int:
        """The level that held throughout the last minutes."""
        return min(desired[key] for desired in self._lately(minutes))

    def _there_within(self, key: Key) -> int:
        """Minutes until a raise is available: more where a table may have outgrown a partition."""
        if key in ON_DEMAND:
            return WARMED_WITHIN
        there = {each: live(self.world.cloud, each) for each in EVERY}
        lately = (
            partitions({each: max(desired[each], there[each]) for each in desired}, key.target)
            for desired in self._lately(SPLIT_WITHIN)
        )
        return SPLIT_WITHIN if max(lately) > ALMOST_ONE else UPDATED_WITHIN

    def _lately(self, minutes: int) -> Iterator[dict[Key, int]]:
        now = self.world.cloud.now
        return (self.world.desired(now - ago * MINUTE) for ago in range(minutes + 1))

    def _let_all_end(self) -> None:
        world = self.world
        until = world.cloud.now + LONGEST
        world.pass_minutes(150, lambda: None)
        while world.cloud.now < until:
            changes = world.watch.changes
            world.pass_minutes(SETTLED_WITHIN, self._tick)
            if world.watch.changes == changes:
                return
            for _ in range(10):
                world.pass_minutes(SPARSE // MINUTE - 1, lambda: None)
                world.pass_minutes(1, self._tick)

    def _check_restored(self, baselines: dict[Key, int]) -> None:
        for key, found in standing_leases(self.world.cloud).items():
            floor = floors(self.world.cloud)[key]
            assert floor.minimum > found, f"{key}: the lease holds nothing, {floor} is as found"
        for key, floor in floors(self.world.cloud).items():
            held, baseline = self.world.watch.held[key], baselines[key]
            assert floor.minimum >= baseline
            if held.lost or key in ON_DEMAND:
                continue
            if key in AUTOSCALED:
                most = max(held.ceiling, floor.minimum)
                assert floor.maximum <= most, f"{key}: {floor} is left, {most} was there before"
            if held.ours:
                rest = max(held.rest, baseline, held.others)
                assert floor.minimum <= rest, f"{key}: {floor} is left, {rest} was there before"
                there = live(self.world.cloud, key)
                most = max(rest, EVERY[key].found)
                assert there <= most, f"{key}: {there} are left, {most} were there before"


def _end() -> None:
    raise Died
