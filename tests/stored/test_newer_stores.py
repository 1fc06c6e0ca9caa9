"""This kickoff keeps what a newer one wrote, does not use it, and says so."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar import ConfigError, load
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.sources.calendar_cache import DynamoCalendarCache
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.calendar.sources.source import Source
from kickoff.forecast import growth_model
from kickoff.forecast.forecaster import DemandForecaster
from kickoff.forecast.stored_text import CorruptForecastError
from kickoff.timeline import Key
from operations.change_log import ChangeLog
from prescaler.adapters.lease_table import LeaseTable
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.lambda_runtime import HandlerRuntime, aws_environment
from simulator.server import serve
from tests.stored import today
from tests.stored.items import TABLE, Item, put_all, scan
from tests.stored.test_older_stores import minimum
from tests.stored.today import CALENDAR, CLOSES, KICKOFF, OPENS
from warmer.adapters.stop_order import StopOrder

LEASE_ID = "||table/prices|dynamodb:table:ReadCapacityUnits"


@pytest.fixture(scope="module")
def items() -> Mapping[str, Item]:
    """The items of a store by key, each of a newer format, and with a field of that format."""
    with today.lease_table() as clients:
        today.write_items(clients)
        return {each["lease"]["S"]: _newer(each) for each in scan(today.dynamodb(clients))}


@pytest.fixture
def clients(items: Mapping[str, Item]) -> Iterator[Clients]:
    with today.lease_table() as clients:
        put_all(today.dynamodb(clients), items.values())
        yield clients


def test_a_newer_calendar_is_one_problem_with_its_remedy(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(CALENDAR.replace("version: 1", "version: 2\nweather: {}"))
    with pytest.raises(ConfigError) as caught:
        load(path)
    [problem] = caught.value.problems
    assert problem.message == (
        "the calendar has format 2, and this kickoff reads 1; upgrade this kickoff"
    )


def test_a_newer_calendar_leaves_the_last_good_one_in_force() -> None:
    content = {"config.yaml": CALENDAR.encode()}
    source = Source("config.yaml", lambda name, _: content[name])
    source.read(OPENS)
    content["config.yaml"] = CALENDAR.replace("version: 1", "version: 2").encode()
    reading = source.read(KICKOFF)
    assert "upgrade this kickoff" in str(reading.broken)
    assert reading.calendar.bounds


@pytest.mark.usefixtures("clients")
def test_a_newer_copy_of_the_calendar_is_not_used() -> None:
    with pytest.raises(SourceUnavailableError, match=r"has format 2, .*; upgrade this kickoff"):
        DynamoCalendarCache(Aws(), TABLE, "config.yaml").recall()


@pytest.mark.usefixtures("clients")
def test_newer_learned_demand_is_not_used() -> None:
    text = DynamoKeyValueStore(Aws(), TABLE).recall("forecast|prices|read") or ""
    with pytest.raises(CorruptForecastError, match="has format 3, and this kickoff reads 2"):
        growth_model.parse(text)


@pytest.mark.usefixtures("clients")
def test_a_newer_archive_of_past_fixtures_is_neither_used_nor_replaced() -> None:
    forecaster = DemandForecaster(DynamoKeyValueStore(Aws(), TABLE))
    with pytest.raises(SourceUnavailableError, match=r"has format 2, .*; upgrade this kickoff"):
        forecaster.archive(Key("prices", "read"))


@pytest.mark.usefixtures("clients")
def test_newer_changes_of_the_calendar_are_neither_used_nor_replaced() -> None:
    log = ChangeLog(DynamoKeyValueStore(Aws(), TABLE), "config.yaml")
    with pytest.raises(SourceUnavailableError, match=r"has format 2, .*: it is kept"):
        log.read()


def test_a_newer_stop_holds_until_a_person_ends_it(clients: Clients) -> None:
    pause = LeaseTable(clients, TABLE).read().pause(CLOSES)
    assert pause is not None
    assert (pause.stops_all, pause.until) == (True, None)
    assert StopOrder(clients, TABLE).by(CLOSES) == "somebody with a newer kickoff"


def test_ticks_lower_nothing_that_a_newer_kickoff_raised_and_keep_its_lease(
    items: Mapping[str, Item], tmp_path: Path
) -> None:
    cloud = Cloud(Clock(OPENS - timedelta(days=1)))
    cloud.add_table(TABLE, key="lease")
    cloud.add_table("prices", read=900, write=5)
    cloud.register("prices", "read", minimum=900, maximum=4000)
    calendar = tmp_path / "config.yaml"
    calendar.write_text(CALENDAR)
    with (
        serve(cloud) as url,
        aws_environment(
            AWS_ENDPOINT_URL=url, KICKOFF_CONFIG=str(calendar), KICKOFF_LEASE_TABLE=TABLE
        ),
    ):
        client = today.dynamodb(Clients(Aws()))
        put_all(client, [items[LEASE_ID]])
        handler = HandlerRuntime(["prescaler.handler.handler"], 50)

        def tick() -> list[str]:
            output = handler.invoke({"scheduled_time": cloud.now.isoformat()})
            assert output.raised == []
            return [str(line) for line in output.logs]

        for at in (OPENS - timedelta(hours=2), KICKOFF, CLOSES + timedelta(hours=2)):
            cloud.advance(at)
            told = [line for line in tick() if "has format 2" in line]
            assert "Upgrade this kickoff" in told[0]
        assert minimum(cloud, "prices") == 1200  # raised for the fixture, and not lowered after
        assert items[LEASE_ID] in scan(client)


def _newer(item: Item) -> Item:
    """Return an item as the next format has it."""
    if "text" in item:
        content = json.loads(item["text"]["S"])
        parts = content if isinstance(content, list) else [content]
        for part in parts:
            part |= {"format": part["format"] + 1, "weather": "rain"}
        return {**item, "text": {"S": json.dumps(content)}}
    if "format" not in item:
        return item
    return {**item, "format": {"N": "2"}, "weather": {"S": "rain"}}
