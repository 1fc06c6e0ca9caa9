"""Invariants, checked after every call of the prescaler."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from kickoff.timeline import Key
from simulator.cloud import Cloud
from simulator.faults import Call
from simulator.transport import InProcessEndpoint
from tests.stateful.account import (
    LEASES,
    Floor,
    asked,
    floors,
    set_by_somebody,
    standing_leases,
)
from tests.stateful.calendars import AUTOSCALED, CONCURRENT, EVERY

_BOUNDS = "autoscaling.DescribeScalableTargets dynamodb"


@dataclass(slots=True)
class Held:
    """The owner of a dimension's floor, and the lowest value kickoff may set: the found one.

    `others` is the most that somebody else ever set or took down, `ceiling` their highest maximum.
    `unwritten`: it was raised while leases could not be written, and no tick since could write them
    all. `lost`: the process ended meanwhile, so what was found may be nowhere.
    """

    ours: bool = False
    rest: int = 0
    others: int = 0
    ceiling: int = 0
    unwritten: bool = False
    lost: bool = False


@dataclass(slots=True)
class UnderWay:
    """A running tick: the levels it must keep, and its successful reads."""

    wanted: dict[Key, int]
    read: set[str] = field(default_factory=set)


class Watch(InProcessEndpoint):
    """The connection between prescaler and simulator; it checks the changes of each call."""

    def start(self, cloud: Cloud, *, over_max: bool) -> None:
        """Watch a new account; `over_max`: the maximum of auto scaling may be raised."""
        self.cloud = cloud
        self.before = _nothing
        self.over_max = over_max
        self.changes = 0
        self.denied = 0
        self.held = {key: Held(ceiling=kept.ceiling) for key, kept in EVERY.items()}
        self._ticks: list[UnderWay] = []
        self._leases_failed = False

    @contextmanager
    def during(self, wanted: dict[Key, int]) -> Iterator[None]:
        """Run a tick that must keep the wanted levels."""
        self._ticks.append(UnderWay(wanted))
        self._leases_failed = False
        try:
            yield
            if not self._leases_failed:
                for held in self.held.values():
                    held.unwritten = False
        finally:
            self._ticks.pop()  # those under way are one within the other

    def forget(self) -> None:
        """Forget what the ended process had in memory alone."""
        for held in self.held.values():
            if held.unwritten:
                held.lost, held.rest = True, 0

    def respond(self, request: AWSPreparedRequest, **named: object) -> AWSResponse:
        """Respond, then check the changes."""
        before, self.before = self.before, _nothing
        try:
            before()
            return self._watched(request, **named)
        finally:
            self.before = before

    def _watched(self, request: AWSPreparedRequest, **named: object) -> AWSResponse:
        before, units, answered = floors(self.cloud), asked(self.cloud), False
        try:
            response = super().respond(request, **named)
            answered = response.status_code == 200
            self._answered(response.content)
            return response
        finally:
            call = self.cloud.calls[-1]
            if answered:
                self._ticks[-1].read.add(_name(call))
            self._leases_failed |= not answered and call.parameters.get("TableName") == LEASES
            for key, after in floors(self.cloud).items():
                if after != before[key]:
                    self.changes += 1
                    self._changed(key, before[key], after, units.get(key, 0))
            for key, after_it in asked(self.cloud).items():
                # Raised beside a minimum that stands, and thus found as if it were nobody's.
                self.held[key].unwritten |= self._leases_failed and after_it > units[key]

    def set_by_somebody(self, key: Key, units: int) -> None:
        """Set the floor as somebody else, and forget its former owner."""
        before = floors(self.cloud)[key]
        set_by_somebody(self.cloud, key, units)
        held, after = self.held[key], floors(self.cloud)[key]
        if after == before:
            return
        if after.maximum > before.maximum:
            held.ceiling = after.maximum
        held.ours = False
        held.others = max(held.others, units)
        # A lease may stand whose raise was never sent.
        found = max(held.rest, standing_leases(self.cloud).get(key, 0))
        if min(before.minimum, after.minimum) <= found:
            # Nothing of ours is left above what we found: we may return to either.
            held.others, held.rest = max(held.others, found), 0

    def _answered(self, content: bytes) -> None:
        self.denied += b"AccessDenied" in content
        assert b"decreases are limited" not in content, "a decrease that was not left"
        assert b"Subscriber limit" not in content, "above a quota"

    def _changed(self, key: Key, before: Floor, after: Floor, units: int) -> None:
        if after.minimum < before.minimum:
            self._lowered(key, before, after)
        if after.minimum > before.minimum:
            self._raised(key, before, after, units)
        ceiling = self.held[key].ceiling
        assert after.maximum >= ceiling, f"{key}: {after}, but {ceiling} was found or set"

    def _lowered(self, key: Key, before: Floor, after: Floor) -> None:
        held = self.held[key]
        assert held.ours, f"{key}: lowered {before} to {after}, which was not ours"
        assert after.minimum >= held.rest, f"{key}: lowered {before} to {after}, {held.rest} found"
        unread = _needed(key) - self._ticks[-1].read
        assert not unread, f"{key}: lowered {before} to {after}, unread: {unread}"
        wanted = max(each.wanted.get(key, 0) for each in self._ticks)
        least = min(wanted, after.maximum)
        assert after.minimum >= least, f"{key}: lowered {before} to {after}, {wanted} are wanted"
        assert after.maximum <= before.maximum, f"{key}: lowered {before} and raised {after}"

    def _raised(self, key: Key, before: Floor, after: Floor, units: int) -> None:
        """Check a raise; `units` were in force or in progress before it."""
        held = self.held[key]
        is_first = not held.unwritten and key not in standing_leases(self.cloud)
        assert after.maximum >= before.maximum, f"{key}: raised {before} and lowered {after}"
        free = self.over_max and key in AUTOSCALED
        assert free or after.minimum <= EVERY[key].maximum, f"{key}: {after} is above max"
        assert free or after.maximum == before.maximum, f"{key}: {before} became {after}"
        held.unwritten |= self._leases_failed
        if not held.ours:
            held.rest = 0 if held.lost else max(held.rest, before.minimum)
        if is_first and key in AUTOSCALED and _BOUNDS not in self._ticks[-1].read:
            held.rest = max(held.rest, units)  # of unread bounds, the units count as found
        held.ours = True


def _name(call: Call) -> str:
    """An operation with its resource."""
    named = ("TableName", "ServiceNamespace", "FunctionName")
    of = (call.parameters[name] for name in named if name in call.parameters)
    return " ".join((call.operation, *of))


def _needed(key: Key) -> set[str]:
    """The reads that must precede a lowering of a dimension."""
    if key in CONCURRENT:
        return {f"lambda.GetProvisionedConcurrencyConfig {key.target}"}
    return {
        f"dynamodb.DescribeTable {key.target}",
        _BOUNDS,
        "cloudwatch.GetMetricData",
    }


def _nothing() -> None:
    """Do nothing before a call."""
