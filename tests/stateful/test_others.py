"""A fault of one target does not affect others; two prescalers do not fight."""

import os
from collections import Counter

import pytest

from kickoff.timeline import Key
from simulator.faults import Call, Fault
from tests.stateful.account import LEASES, floors, live
from tests.stateful.calendars import EVERY, ON_DEMAND, Match
from tests.stateful.world import MINUTE, START, World

KICKOFF = START + 30 * MINUTE
OPENS, CLOSES = KICKOFF - 20 * MINUTE, KICKOFF + 20 * MINUTE
WANTED = {key: 300 * kept.step for key, kept in EVERY.items()}
PRICES = {key for key in EVERY if key.target == "prices"}


@pytest.fixture
def day(world: World) -> World:
    """A day with a match that needs every dimension."""
    world.begin("clamp")
    match = Match("Leeds v Derby", KICKOFF, CLOSES - KICKOFF, WANTED)
    world.written.matches[match.name] = match
    world.write()
    return world


def is_about_prices(call: Call) -> bool:
    """Return whether a call names the table; calls for many resources name none."""
    named = (call.parameters.get(name, "") for name in ("TableName", "ResourceId"))
    return any("prices" in each for each in named)


@pytest.mark.parametrize(
    "fault", [Fault.DENIED, Fault.FAILED, Fault.SILENT, Fault.RESET, Fault.THROTTLED]
)
def test_a_fault_of_one_target_delays_no_other_by_more_than_a_tick(
    day: World, fault: Fault
) -> None:
    day.cloud.faults.stand(is_about_prices, fault)
    day.pass_minutes((OPENS - START) // MINUTE + 1)
    kept = floors(day.cloud)
    for key in EVERY.keys() - PRICES:
        assert kept[key].minimum >= WANTED[key], key
    for key in PRICES:
        assert kept[key].minimum == EVERY[key].found


def test_what_a_raise_without_bounds_changed_again_is_restored_after(day: World) -> None:
    settlement = Key("settlement", "provisioned")

    def announce(name: str) -> None:
        day.written.matches[name] = Match(name, KICKOFF, CLOSES - KICKOFF, {settlement: 100})
        day.write()

    announce("Leeds v Derby")
    day.pass_minutes((OPENS - START) // MINUTE + 5)
    assert live(day.cloud, settlement) == 100
    announce("Cup final")
    day.cloud.faults.stand(
        lambda call: call.operation == "autoscaling.DescribeScalableTargets", Fault.DENIED
    )
    day.pass_minutes(5)
    assert live(day.cloud, settlement) == 200
    day.cloud.faults.clear()
    day.pass_minutes(5)
    day.pass_minutes((CLOSES - day.cloud.now) // MINUTE + 40)
    assert floors(day.cloud)[settlement].minimum == EVERY[settlement].found


def test_a_denied_read_of_the_kept_calendar_is_among_the_problems(
    day: World,
) -> None:
    day.restart()
    day.spoil()
    day.cloud.faults.next("dynamodb.GetItem", Fault.DENIED)
    heard = day.tick(day.cloud.now)
    assert heard.unusable
    [error] = [line for line in heard.output.logs if line["message"] == "no usable calendar"]
    assert "the last good calendar cannot be read either" in error["problems"]
    assert "dynamodb:GetItem" in error["problems"]


def test_two_stacks_with_leases_of_their_own_raise_once_and_lower_once(day: World) -> None:
    day.cloud.add_table("other-leases", key="lease")

    def both() -> None:
        for leases in (LEASES, "other-leases"):
            os.environ["KICKOFF_LEASE_TABLE"] = leases
            day.tick(day.cloud.now)

    changes: Counter[Key] = Counter()
    before = floors(day.cloud)
    for _ in range((CLOSES - START) // MINUTE + 40):
        day.pass_minutes(1, both)
        after = floors(day.cloud)
        changes.update(key for key in EVERY if after[key] != before[key])
        before = after
        if KICKOFF <= day.cloud.now < CLOSES:
            for key in EVERY:
                assert live(day.cloud, key) >= WANTED[key], f"{key} at {day.cloud.now}"
    for key, kept in EVERY.items():
        to_its_baseline = kept.found < kept.baseline
        assert changes[key] == 2 + to_its_baseline - (key in ON_DEMAND), key
    for key in EVERY.keys() - ON_DEMAND.keys():
        assert before[key].minimum == max(EVERY[key].found, EVERY[key].baseline), key
