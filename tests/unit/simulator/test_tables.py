from collections.abc import Mapping

import pytest

from simulator.delays import Delays, TableDelays
from simulator.dynamodb.changes import PartName, PartUpdate
from simulator.dynamodb.quotas import ThroughputQuotas
from simulator.dynamodb.table import SimulatedTable
from simulator.dynamodb.throughput import ProvisionedThroughput, TableUnits, UnitsServed
from simulator.errors import ServiceError
from tests.unit.simulator.times import NOON, minutes


def prices(quotas: ThroughputQuotas | None = None, name: str = "prices") -> SimulatedTable:
    return SimulatedTable(
        name,
        {None: TableUnits(50, 20), "by-fixture": TableUnits(20, 20)},
        created=NOON,
        delays=Delays(tables=TableDelays.at_once(minutes(2))),
        quotas=quotas,
    )


def refused(table: SimulatedTable, updates: Mapping[PartName, PartUpdate]) -> ServiceError:
    with pytest.raises(ServiceError) as error:
        table.update(updates, NOON)
    return error.value


def provisioned(table: SimulatedTable, part: PartName) -> ProvisionedThroughput:
    found = table.parts[part].provisioned
    assert found is not None
    return found


def decreases(table: SimulatedTable, part: PartName) -> int:
    return provisioned(table, part).decreases.today(NOON)


def test_updated_units_are_in_force_after_the_update() -> None:
    table = prices()
    table.update({None: PartUpdate(TableUnits(500, 20))}, NOON)
    assert table.updating(NOON + minutes(1.9)) == {None}
    assert table.capacity("read", NOON + minutes(1.9)) == 50
    assert not table.updating(NOON + minutes(2))
    assert table.capacity("read", NOON + minutes(2)) == 500


def test_a_second_update_is_refused_during_the_first() -> None:
    table = prices()
    table.update({None: PartUpdate(TableUnits(500, 20))}, NOON)
    assert (
        refused(table, {"by-fixture": PartUpdate(TableUnits(20, 90))}).code
        == "ResourceInUseException"
    )
    table.update({"by-fixture": PartUpdate(TableUnits(20, 90))}, NOON + minutes(2))
    assert table.updating(NOON + minutes(2)) == {"by-fixture"}


def test_an_update_to_the_same_units_is_refused() -> None:
    error = refused(prices(), {None: PartUpdate(TableUnits(50, 20))})
    assert error.code == "ValidationException"
    assert "will not change" in error.message


def test_an_unknown_index_is_refused() -> None:
    assert (
        refused(prices(), {"nope": PartUpdate(TableUnits(1, 1))}).code
        == "ResourceNotFoundException"
    )


def test_units_of_an_on_demand_table_are_refused() -> None:
    table = SimulatedTable("leases", {None: None}, created=NOON, delays=Delays())
    assert "PAY_PER_REQUEST" in refused(table, {None: PartUpdate(TableUnits(1, 1))}).message


def lower(table: SimulatedTable, times: int) -> None:
    for step in range(times):
        now = NOON + minutes(3 * step)
        table.set_capacity("write", table.capacity("write", now) - 1, now)


def test_a_fifth_decrease_within_the_hour_is_refused() -> None:
    table = prices()
    lower(table, 4)
    with pytest.raises(ServiceError, match="decreases are limited"):
        table.set_capacity("write", 1, NOON + minutes(12))


def test_table_and_index_have_separate_decrease_budgets() -> None:
    table = prices()
    lower(table, 4)
    table.set_capacity("by-fixture.write", 19, NOON + minutes(12))
    assert decreases(table, "by-fixture") == 1
    assert decreases(table, None) == 4


def test_a_refused_decrease_also_refuses_the_raise_in_the_same_call() -> None:
    table = prices()
    lower(table, 4)
    later = NOON + minutes(12)
    with pytest.raises(ServiceError, match="decreases are limited"):
        table.update(
            {None: PartUpdate(TableUnits(500, 1)), "by-fixture": PartUpdate(TableUnits(20, 90))},
            later,
        )
    assert not table.updating(later)
    assert provisioned(table, "by-fixture").increased_at is None


def test_table_and_indexes_are_updated_in_one_call() -> None:
    table = prices()
    table.update(
        {None: PartUpdate(TableUnits(90, 20)), "by-fixture": PartUpdate(TableUnits(20, 90))}, NOON
    )
    assert table.updating(NOON) == {None, "by-fixture"}
    later = NOON + minutes(2)
    assert (table.capacity("read", later), table.capacity("by-fixture.write", later)) == (90, 90)


def test_a_table_and_each_index_have_a_quota_of_their_own() -> None:
    quotas = ThroughputQuotas(table=TableUnits(1000, 100))
    table = prices(quotas)
    message = refused(table, {"by-fixture": PartUpdate(TableUnits(1001, 20))}).message
    assert "The requested ReadCapacityUnits for index by-fixture, 1001, is above" in message
    assert "Per index maximum: 1000" in message
    message = refused(table, {None: PartUpdate(TableUnits(50, 101))}).message
    assert "The requested WriteCapacityUnits, 101, is above the per table maximum" in message
    table.update(
        {None: PartUpdate(TableUnits(1000, 20)), "by-fixture": PartUpdate(TableUnits(1000, 20))},
        NOON,
    )


def test_the_quota_of_the_account_counts_all_tables_and_indexes() -> None:
    quotas = ThroughputQuotas(account=TableUnits(1500, 1000))
    tables = [prices(quotas, name) for name in ("prices", "bets")]
    tables[0].update({None: PartUpdate(TableUnits(980, 20))}, NOON)
    message = refused(tables[1], {None: PartUpdate(TableUnits(481, 20))}).message
    assert "would have caused the ReadCapacityUnits limit to be exceeded" in message
    assert "Current ReadCapacityUnits reserved by the account: 1070. Limit: 1500" in message
    tables[1].update({None: PartUpdate(TableUnits(480, 20))}, NOON)


def test_a_starved_index_throttles_its_table() -> None:
    used = prices().consume({"write": 20, "by-fixture.write": 40}, NOON)
    assert used["by-fixture.write"] == UnitsServed(consumed=1200, throttled=1200)
    assert used["write"] == UnitsServed(consumed=600, throttled=600)


def test_reads_of_an_index_do_not_throttle_the_table() -> None:
    used = prices().consume({"read": 50, "by-fixture.read": 40}, NOON)
    assert used["read"] == UnitsServed(consumed=3000, throttled=0)
