"""One minute of the prescaler's forecast: its calls and its minimums, during a match."""

import os
import statistics
import time
from datetime import UTC, datetime, timedelta
from multiprocessing import Process, Queue

from benchmarks.forecast.calendars import calendar_of
from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.forecast.growth_model import GrowthModel
from kickoff.forecast.loads import Loads
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from prescaler.forecaster import Forecaster
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.throughput import UnitsServed
from simulator.server import serve

DIMENSIONS = 20
_MINUTE = timedelta(minutes=1)
_DAYS = 8
_TICKS = 200
_LONGEST_SECONDS = 120


def measure_minute() -> float:
    """Return the median CPU milliseconds of a minute of all dimensions."""
    endpoints: Queue[str] = Queue()
    account = Process(target=_serve_account, args=(endpoints,), daemon=True)
    account.start()
    place = {"AWS_ENDPOINT_URL": endpoints.get(), "AWS_DEFAULT_REGION": "eu-west-1"}
    os.environ |= place | {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    calendar = _calendar(now)
    _store_forecasts(calendar, now)
    forecaster = Forecaster(Aws(), "leases")
    taken = []
    for _ in range(_TICKS):
        before = time.process_time()
        view = forecaster.view(calendar, now)
        taken.append((time.process_time() - before) * 1000)
        assert not view.fallbacks
        assert len(view.minimums) == DIMENSIONS
    account.terminate()
    return statistics.median(taken)


def _serve_account(endpoints: "Queue[str]") -> None:
    """Serve an account with tables in use and a lease table; put its URL into the queue."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    cloud = Cloud(Clock(now))
    cloud.add_table("leases", key="lease")
    for minutes in range(20):
        served = UnitsServed(consumed=6000, throttled=0)
        used = {(f"table-{number}", "read"): served for number in range(DIMENSIONS)}
        cloud.metrics.note(used, now - minutes * _MINUTE)
    with serve(cloud) as endpoint:
        endpoints.put(endpoint)
        time.sleep(_LONGEST_SECONDS)


def _calendar(now: datetime) -> Calendar:
    """Return a calendar with a match an hour ago, and one on each day before."""
    return calendar_of(DIMENSIONS, (now - timedelta(days=day, hours=1) for day in range(_DAYS)))


def _store_forecasts(calendar: Calendar, now: datetime) -> None:
    """Store what a steady load of the last days teaches, for each dimension."""
    loads = Loads.of((now - number * _MINUTE, 6000.0) for number in range(_DAYS * 24 * 60))
    learned = ForecastTarget(calendar, Key("table-0", "read"), 60).learn(loads)
    store = DynamoKeyValueStore(Aws(), "leases")
    for name in calendar.targets:
        store.keep(f"forecast|{name}|read", GrowthModel(now, learned).dumps())
