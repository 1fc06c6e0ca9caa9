"""A kind of capacity defined in this file alone goes through a whole fixture day."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric
from kickoff.calendar import Calendar
from kickoff.calendar.model.base_target import BaseTarget, CapacityBounds
from kickoff.outcome import Code, Failure, Outcome
from kickoff.timeline import Key
from prescaler.adapters.lease_table import LeaseTable
from prescaler.model import Action, Capacity, Dimension, RecentConsumption, Resource, ScalingRequest
from prescaler.reconcile.executors import DecisionResult
from prescaler.reconcile.prescaler import Prescaler
from prescaler.resources.base import ResourceKind
from prescaler.resources.registry import Registry
from prescaler.resources.scaling import ResourceScaling
from tests.unit.prescaler.calendars import CLOSES, KICKOFF, OPENS, Fixtures, match
from tests.unit.prescaler.connection import Connection

MINUTE = timedelta(minutes=1)
SLOTS = Key("bets", "slots")


class QueueTarget(BaseTarget):
    """A queue in the calendar."""

    queue: str
    slots: CapacityBounds

    def capacities(self) -> Mapping[str, CapacityBounds]:
        return {"slots": self.slots}


@dataclass
class QueueService:
    """An in-memory service: a new number of slots takes a minute to arrive."""

    slots: dict[str, int]
    requested: dict[str, int] = field(default_factory=dict)
    refusals: list[Code] = field(default_factory=list)
    calls: list[tuple[str, int]] = field(default_factory=list)

    def set(self, queue: str, slots: int) -> None:
        self.calls.append((queue, slots))
        if self.refusals:
            code = self.refusals.pop()
            raise Failure(Outcome(code, f"queues:SetSlots of {queue}: refused"))
        self.requested[queue] = slots

    def minute_passes(self) -> None:
        self.slots |= self.requested
        self.requested.clear()


class QueueSlots(ResourceKind):
    """The slots of a queue: everything about them is in this class."""

    name = "queue-slots"
    scalable = frozenset(("queues:queue:Slots",))
    leads = (timedelta(minutes=30),)
    silent_when_idle = True

    def __init__(self, service: QueueService) -> None:
        self._service = service

    def dimensions(self, name: str, target: object) -> Iterator[Dimension]:
        if isinstance(target, QueueTarget):
            key = Key(name, "slots")
            yield Dimension(key, target.place, f"queue/{target.queue}", "queues:queue:Slots")

    def lead(
        self, dimension: Dimension, capacity: Capacity, level: int, beside: int | None = None
    ) -> timedelta:
        assert (dimension.key, beside) == (SLOTS, None)
        return timedelta(minutes=30) if level > 100 * capacity.provisioned else timedelta(0)

    def read(
        self,
        clients: Clients,  # noqa: ARG002
        resource: Resource,
        dimensions: Collection[Dimension],
    ) -> Mapping[Dimension, Capacity | Outcome]:
        queue = _queue(resource)
        if queue not in self._service.slots:
            missing = Outcome(Code.NOT_FOUND, f"there is no queue {queue}")
            return dict.fromkeys(dimensions, missing)
        requested = self._service.requested.get(queue, self._service.slots[queue])
        active = queue not in self._service.requested
        capacity = Capacity(self._service.slots[queue], active, requested=requested)
        return dict.fromkeys(dimensions, capacity)

    def change(
        self,
        clients: Clients,  # noqa: ARG002
        resource: Resource,
        requests: Sequence[ScalingRequest],
    ) -> Mapping[Dimension, Outcome]:
        (request,) = requests
        try:
            self._service.set(_queue(resource), request.units or 0)
        except Failure as failure:
            return {request.dimension: failure.outcome}
        return {}

    def metrics(self, dimension: Dimension) -> tuple[Metric, Metric]:
        queue = (("Queue", _queue(dimension.group)),)
        used, refused = (Metric("Kickoff", each, queue, "Maximum") for each in ("Used", "Refused"))
        return used, refused

    def consumption(self, consumed: Iterable[float], refused: Iterable[float]) -> RecentConsumption:
        return RecentConsumption(max(consumed, default=0.0), sum(refused))


def _queue(resource: Resource) -> str:
    return resource.name.partition("/")[2]


def calendar(demand: int, **extra: object) -> Calendar:
    """A fixture that needs slots of the queue `bets`, whose baseline is 5."""
    capacity = {"baseline": 5, "max": 1000}
    target = QueueTarget.model_validate({"queue": "bets", "slots": capacity, **extra})
    bounds = {SLOTS: target.bounds()["slots"]}
    fixtures = (Fixtures((match({SLOTS: demand}),)),)
    named = {"bets": target}
    return Calendar({}, "c0ffee", ZoneInfo("UTC"), named, bounds, fixtures)


class Day:
    """The real reconciler over the toy kind, a lease table and CloudWatch."""

    def __init__(self, connection: Connection) -> None:
        clients, self.cloud = connection.clients, connection.cloud
        self.service = QueueService({"bets": 5})
        self.kinds = Registry((QueueSlots(self.service),))
        self.leases = LeaseTable(clients, "leases")
        scaling = ResourceScaling(clients, kinds=self.kinds)
        self.prescaler = Prescaler(scaling, self.leases, kinds=self.kinds)

    def tick(self, of: Calendar, at: datetime) -> DecisionResult | None:
        """Run one tick; return the result of the queue, if it is due."""
        self.cloud.clock.move(at)
        self.service.minute_passes()
        results = self.prescaler.reconcile(of, at).results
        return results[0] if results else None

    def outcome(self, of: Calendar, at: datetime) -> tuple[Action, Code]:
        result = self.tick(of, at)
        assert result is not None
        return result.decision.action, result.outcome.code

    def run(self, of: Calendar, start: datetime, end: datetime) -> set[tuple[Action, Code]]:
        """Run one tick a minute; return the actions with their outcomes."""
        minutes = (start + minute * MINUTE for minute in range((end - start) // MINUTE))
        results = [self.tick(of, at) for at in minutes]
        return {(each.decision.action, each.outcome.code) for each in results if each}

    def consume(self, slots: float, at: datetime) -> None:
        self.cloud.published.note("Used", {"Queue": "bets"}, slots, at)


@pytest.fixture
def day(connection: Connection) -> Day:
    return Day(connection)


def test_a_queue_is_raised_read_back_and_restored_with_a_lease(day: Day) -> None:
    derby = calendar(120)

    assert day.outcome(derby, OPENS) == (Action.RAISE, Code.REQUESTED)
    (lease,) = day.leases.read().standing.values()
    assert (lease.kind, lease.found.minimum, lease.applied.minimum) == ("queue-slots", 5, 120)

    result = day.tick(derby, OPENS + MINUTE)
    assert result is not None
    assert (result.decision.action, result.outcome.code) == (Action.HOLD, Code.READY)
    assert [margin.minutes for margin in result.margins] == [19]
    day.run(derby, OPENS + 2 * MINUTE, CLOSES)
    assert day.service.calls == [("bets", 120)]

    assert day.outcome(derby, CLOSES) == (Action.LOWER, Code.LOWERED)
    assert day.outcome(derby, CLOSES + MINUTE) == (Action.RELEASE, Code.RESTORED)
    assert day.service.slots == {"bets": 5}
    assert day.leases.read().standing == {}


def test_a_large_raise_begins_as_early_as_the_kind_needs(day: Day) -> None:
    cup = calendar(900)

    day.run(cup, KICKOFF - 40 * MINUTE, KICKOFF - 30 * MINUTE)
    assert day.service.calls == []
    day.run(cup, KICKOFF - 30 * MINUTE, KICKOFF - 25 * MINUTE)
    assert day.service.calls == [("bets", 900)]
    assert OPENS == KICKOFF - 20 * MINUTE


def test_a_refused_raise_is_reported_and_tried_again(day: Day) -> None:
    day.service.refusals = [Code.THROTTLED]

    assert day.outcome(calendar(120), OPENS) == (Action.RAISE, Code.THROTTLED)
    assert day.outcome(calendar(120), OPENS + MINUTE) == (Action.RAISE, Code.REQUESTED)
    assert day.outcome(calendar(120), OPENS + 2 * MINUTE) == (Action.HOLD, Code.READY)


def test_slots_that_somebody_else_set_are_reported_and_left(day: Day) -> None:
    day.run(calendar(120), OPENS, OPENS + 3 * MINUTE)
    day.service.slots["bets"] = 300

    assert day.run(calendar(120), OPENS + 3 * MINUTE, CLOSES) == {(Action.DRIFT, Code.DRIFT)}
    assert day.outcome(calendar(120), CLOSES) == (Action.DRIFT, Code.DRIFT)
    assert day.service.slots == {"bets": 300}


def test_slots_in_use_stay_after_the_fixture(day: Day) -> None:
    day.run(calendar(120), OPENS, CLOSES)
    day.consume(110, CLOSES - MINUTE)

    assert day.outcome(calendar(120), CLOSES) == (Action.WAIT, Code.WAITING)
    day.run(calendar(120), CLOSES + MINUTE, CLOSES + 10 * MINUTE)
    assert day.service.slots == {"bets": 5}


def test_a_queue_that_does_not_exist_is_named(day: Day) -> None:
    missing = calendar(120, queue="odds")

    result = day.tick(missing, OPENS)

    assert result is not None
    assert result.outcome == Outcome(Code.NOT_FOUND, "there is no queue odds")
