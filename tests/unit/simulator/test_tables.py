from collections.abc import Mapping

import pytest

from simulator.errors import ServiceError
from simulator.tables import Table, Units
from simulator.throughput import Consumption
from tests.unit.simulator.times import NOON, minutes


def prices() -> Table:
    return Table(
        "prices",
        {None: Units(50, 20), "by-fixture": Units(20, 20)},
        created=NOON,
        update=minutes(2),
    )


def refused(table: Table, changes: Mapping[str | None, Units]) -> ServiceError:
    with pytest.raises(ServiceError) as error:
        table.update(changes, NOON)
    return error.value


def test_an_update_takes_its_time_and_capacity_arrives_at_the_end_of_it() -> None:
    table = prices()
    table.update({None: Units(500, 20)}, NOON)
    assert table.updating(NOON + minutes(1.9)) == {None}
    assert table.capacity("read", NOON + minutes(1.9)) == 50
    assert not table.updating(NOON + minutes(2))
    assert table.capacity("read", NOON + minutes(2)) == 500


def test_a_table_being_updated_takes_no_second_update() -> None:
    table = prices()
    table.update({None: Units(500, 20)}, NOON)
    assert refused(table, {"by-fixture": Units(20, 90)}).code == "ResourceInUseException"
    table.update({"by-fixture": Units(20, 90)}, NOON + minutes(2))
    assert table.updating(NOON + minutes(2)) == {"by-fixture"}


def test_an_update_without_a_change_is_refused() -> None:
    error = refused(prices(), {None: Units(50, 20)})
    assert error.code == "ValidationException"
    assert "will not change" in error.message


def test_an_index_that_is_not_there_is_refused() -> None:
    assert refused(prices(), {"nope": Units(1, 1)}).code == "ResourceNotFoundException"


def test_an_on_demand_table_has_no_units_to_change() -> None:
    table = Table("leases", {}, created=NOON, update=minutes(2))
    assert "PAY_PER_REQUEST" in refused(table, {None: Units(1, 1)}).message


def lower(table: Table, times: int) -> None:
    for step in range(times):
        now = NOON + minutes(3 * step)
        table.set_capacity("write", table.capacity("write", now) - 1, now)


def test_a_fifth_decrease_in_the_hour_is_refused() -> None:
    table = prices()
    lower(table, 4)
    with pytest.raises(ServiceError, match="decreases are limited"):
        table.set_capacity("write", 1, NOON + minutes(12))


def test_table_and_index_have_decreases_of_their_own() -> None:
    table = prices()
    lower(table, 4)
    table.set_capacity("by-fixture.write", 19, NOON + minutes(12))
    assert table.provisioned["by-fixture"].decreases.today(NOON) == 1
    assert table.provisioned[None].decreases.today(NOON) == 4


def test_a_raise_beside_a_refused_decrease_is_refused_with_it() -> None:
    table = prices()
    lower(table, 4)
    later = NOON + minutes(12)
    with pytest.raises(ServiceError, match="decreases are limited"):
        table.update({None: Units(500, 1), "by-fixture": Units(20, 90)}, later)
    assert not table.updating(later)
    assert table.provisioned["by-fixture"].increased_at is None


def test_a_starved_index_throttles_its_table() -> None:
    used = prices().consume({"write": 20, "by-fixture.write": 40}, NOON)
    assert used["by-fixture.write"] == Consumption(consumed=1200, throttled=1200)
    assert used["write"] == Consumption(consumed=600, throttled=600)


def test_reads_of_an_index_do_not_throttle_the_table() -> None:
    used = prices().consume({"read": 50, "by-fixture.read": 40}, NOON)
    assert used["read"] == Consumption(consumed=3000, throttled=0)
