from datetime import timedelta

import pytest

from simulator.autoscaling.resources import ScalableId, locate
from simulator.autoscaling.service import ScalingService
from simulator.autoscaling.tracking import SCALE_IN_DELAY, TrackingPolicy
from simulator.delays import Delays
from simulator.dynamodb.table import SimulatedTable
from simulator.dynamodb.throughput import TableUnits
from simulator.errors import ServiceError
from simulator.lambda_.service import LambdaService
from tests.unit.simulator.times import NOON, minutes

READ = ScalableId.of("prices", "read")
WRITE = ScalableId.of("prices", "write")
INDEX = ScalableId.of("prices", "by-fixture.write")


class Scene:
    """A table of 100 read units with auto scaling, at noon."""

    def __init__(self, reaction: timedelta = timedelta()) -> None:
        units = {None: TableUnits(100, 20), "by-fixture": TableUnits(20, 20)}
        self.table = SimulatedTable("prices", units, created=NOON, delays=Delays())
        self.functions = LambdaService(1000)
        self.scaling = ScalingService(
            lambda scalable: locate(scalable, {"prices": self.table}, self.functions, {}), reaction
        )
        self.now = NOON

    def register(self, minimum: int | None, maximum: int | None, which: ScalableId = READ) -> None:
        self.scaling.register(which, minimum, maximum, self.now)

    def track(self, *rates: float) -> list[int]:
        """Serve minutes of reads, in units a second; return the capacity set after each."""
        capacities = []
        for rate in rates:
            self.now += minutes(1)
            self.scaling.track({("prices", "read"): rate * 60}, self.now)
            lowering = self.now + SCALE_IN_DELAY
            self.scaling.scale_in(lowering)
            capacities.append(self.table.requested("read", lowering))
        return capacities

    def capacity(self, dimension: str = "read", *, later: float = 0) -> int:
        return self.table.capacity(dimension, self.now + minutes(later))


def tracked(reaction: timedelta = timedelta(), minimum: int = 10) -> Scene:
    scene = Scene(reaction)
    scene.register(minimum, 1000)
    scene.scaling.put_policy(READ, TrackingPolicy("half", 50))
    return scene


@pytest.mark.parametrize(
    ("scalable", "resource", "dimension"),
    [
        (READ, "table/prices", "dynamodb:table:ReadCapacityUnits"),
        (INDEX, "table/prices/index/by-fixture", "dynamodb:index:WriteCapacityUnits"),
    ],
)
def test_a_dimension_maps_to_the_names_of_the_service(
    scalable: ScalableId, resource: str, dimension: str
) -> None:
    assert scalable == ScalableId(resource, dimension)


def test_the_names_map_back_to_the_dimension() -> None:
    assert READ.located() == ("prices", "read")
    assert INDEX.located() == ("prices", "by-fixture.write")


def test_registration_raises_capacity_to_the_minimum() -> None:
    scene = Scene()
    scene.register(400, 1000)
    assert scene.table.updating(scene.now)
    assert scene.capacity(later=1) == 400


def test_registration_lowers_capacity_to_the_maximum() -> None:
    scene = Scene()
    scene.register(10, 60)
    assert scene.capacity(later=1) == 60


def test_a_minimum_below_capacity_changes_nothing() -> None:
    scene = Scene()
    scene.register(50, 1000)
    assert not scene.table.updating(scene.now)


def test_registration_during_an_update_stores_the_bounds_without_effect() -> None:
    scene = Scene()
    scene.register(400, 1000)
    scene.register(80, 1000, WRITE)
    assert scene.scaling.targets[WRITE].minimum == 80
    assert scene.capacity("write", later=60) == 20


def test_registration_without_bounds_of_an_active_table_enforces_the_stored_bounds() -> None:
    scene = Scene()
    scene.register(400, 1000)
    scene.register(80, 1000, WRITE)
    scene.now += minutes(1)
    scene.register(None, None, WRITE)
    assert scene.capacity("write", later=1) == 80


def test_an_omitted_bound_stays_unchanged() -> None:
    scene = Scene()
    scene.register(50, 1000)
    scene.register(70, None)
    target = scene.scaling.targets[READ]
    assert (target.minimum, target.maximum) == (70, 1000)


@pytest.mark.parametrize(("minimum", "maximum"), [(10, None), (None, 10), (None, None)])
def test_a_new_target_needs_both_bounds(minimum: int | None, maximum: int | None) -> None:
    with pytest.raises(ServiceError, match="ValidationException"):
        Scene().register(minimum, maximum)


def test_a_minimum_above_the_maximum_is_refused_and_not_stored() -> None:
    scene = Scene()
    scene.register(50, 1000)
    with pytest.raises(ServiceError, match="cannot be less than minimum"):
        scene.register(1001, None)
    assert scene.scaling.targets[READ].minimum == 50


@pytest.mark.parametrize(
    "missing", [ScalableId.of("nope", "read"), ScalableId.of("prices", "nope.read")]
)
def test_an_unknown_resource_cannot_be_registered(missing: ScalableId) -> None:
    with pytest.raises(ServiceError, match=f"does not exist: {missing.resource}"):
        Scene().register(1, 2, missing)


def test_names_of_different_kinds_are_refused() -> None:
    with pytest.raises(ServiceError, match="Unsupported service namespace"):
        Scene().register(1, 2, ScalableId("table/prices", "dynamodb:index:ReadCapacityUnits"))


def test_capacity_is_raised_after_two_minutes_above_the_target() -> None:
    assert tracked().track(60, 60, 60) == [100, 120, 120]


def test_one_minute_above_target_is_not_enough() -> None:
    assert tracked().track(60, 40, 60, 40) == [100] * 4


def test_a_slow_reaction_delays_the_raise() -> None:
    assert tracked(reaction=minutes(13)).track(*[60] * 15) == [100] * 14 + [120]


def test_a_raise_stops_at_the_maximum() -> None:
    scene = tracked()
    scene.register(10, 110)
    assert scene.track(90, 90)[-1] == 110


def test_capacity_is_lowered_after_fifteen_minutes_twenty_points_below_the_target() -> None:
    assert tracked().track(*[25] * 15) == [100] * 14 + [50]


def test_a_minute_between_the_alarms_changes_nothing() -> None:
    assert tracked().track(*[35] * 60) == [100] * 60


def test_lowering_stops_at_the_minimum() -> None:
    assert tracked(minimum=80).track(*[5] * 15)[-1] == 80


def test_an_idle_table_is_lowered_to_its_minimum_ten_minutes_after_its_policy() -> None:
    assert tracked().track(*[0] * 10) == [100] * 9 + [10]


def test_an_idle_table_is_lowered_ten_minutes_after_its_minimum_fell() -> None:
    scene = tracked(minimum=100)
    scene.track(*[0] * 60)
    scene.register(10, 1000)
    assert scene.track(*[0] * 10) == [100] * 9 + [10]


def test_a_table_that_becomes_idle_is_lowered_after_fifteen_minutes() -> None:
    assert tracked().track(45, *[0] * 15) == [100] * 15 + [10]


def test_registering_the_same_bounds_again_delays_no_lowering() -> None:
    scene = tracked()
    scene.track(*[0] * 9)
    scene.register(10, 1000)
    assert scene.track(0) == [10]


@pytest.mark.parametrize("idle", [11, 20])
def test_capacity_added_by_hand_to_an_idle_table_is_removed_again(idle: int) -> None:
    scene = tracked()
    scene.track(*[0] * idle)
    scene.table.set_capacity("read", 60, scene.now + minutes(0.5))
    scene.now += minutes(1)  # the update ends
    assert scene.track(0, 0) == [60, 10]


def test_capacity_set_by_hand_below_the_minimum_of_an_idle_table_stays() -> None:
    scene = tracked(minimum=60)
    scene.table.set_capacity("read", 40, scene.now)
    assert scene.track(*[0] * 60) == [40] * 60


def test_every_dimension_of_an_idle_table_is_lowered_by_a_decrease_of_its_own() -> None:
    scene = tracked()
    scene.register(5, 1000, WRITE)
    scene.scaling.put_policy(WRITE, TrackingPolicy("writes", 50))
    scene.track(*[0] * 12)
    provisioned = scene.table.parts[None].provisioned
    assert provisioned is not None
    assert (scene.capacity(later=2), scene.capacity("write", later=2)) == (10, 5)
    assert provisioned.decreases.today(scene.now) == 2


def test_capacity_stays_when_no_decrease_is_left() -> None:
    scene = tracked()
    provisioned = scene.table.parts[None].provisioned
    assert provisioned is not None
    for _ in range(4):
        provisioned.decreases.spend(NOON)
    assert scene.track(*[25] * 30) == [100] * 30


def test_a_raise_by_the_minimum_states_its_cause() -> None:
    scene = Scene()
    scene.register(400, 1000)
    [activity] = scene.scaling.activities.newest_first()
    assert activity.cause == "minimum capacity was set to 400"


def test_a_decrease_by_the_maximum_states_its_cause() -> None:
    scene = Scene()
    scene.register(10, 60)
    [activity] = scene.scaling.activities.newest_first()
    assert activity.cause == "maximum capacity was set to 60"


@pytest.mark.parametrize(("rate", "alarm"), [(60, "AlarmHigh"), (0, "AlarmLow")])
def test_a_change_by_a_policy_names_its_alarm_as_the_cause(rate: float, alarm: str) -> None:
    scene = tracked()
    scene.track(*[rate] * 10)
    cause = scene.scaling.activities.newest_first()[-1].cause
    assert cause.startswith(f"monitor alarm TargetTracking-table/prices-{alarm}-")
    assert cause.endswith(" in state ALARM triggered policy half")


def test_a_target_without_its_policy_is_not_tracked() -> None:
    scene = tracked()
    scene.scaling.delete_policy(READ, "half")
    assert scene.track(*[90] * 4, *[0] * 20) == [100] * 24
    assert scene.scaling.targets[READ].minimum == 10
    with pytest.raises(ServiceError, match="ObjectNotFoundException"):
        scene.scaling.delete_policy(READ, "half")


def test_a_target_outlives_its_index() -> None:
    scene = tracked()
    scene.register(5, 100, INDEX)
    scene.scaling.put_policy(INDEX, TrackingPolicy("index", 50))
    del scene.table.parts["by-fixture"]
    assert scene.track(60, 60) == [100, 120]
    assert INDEX in scene.scaling.targets


def test_deregistration_ends_tracking() -> None:
    scene = tracked()
    scene.scaling.deregister(READ)
    assert scene.track(90, 90, 90, 90) == [100] * 4
    with pytest.raises(ServiceError, match="ObjectNotFoundException"):
        scene.scaling.deregister(READ)


def test_a_policy_needs_a_target() -> None:
    with pytest.raises(ServiceError, match="No scalable target registered"):
        Scene().scaling.put_policy(READ, TrackingPolicy("half", 50))
