"""A fixture day: the unmodified handlers run every minute over sockets; time is simulated."""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from kickoff.calendar import FunctionTarget, load
from kickoff.timeline import Key
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.day.account import build_account, table_dimensions
from simulator.day.crowd import Crowd
from simulator.day.record import AccountSeries, DayRecord, SeriesRecord, WaveRecord
from simulator.delays import Delays
from simulator.lambda_.errors import LATEST
from simulator.lambda_runtime import HandlerOutput, HandlerRuntime, aws_environment
from simulator.server import serve
from simulator.traffic import QualifiedFunction, Traffic
from simulator.transport import changes_wait_in

_LEASE_TABLE = "kickoff-leases"
_HANDLERS = ("prescaler.handler.handler", "warmer.handler.handler")
_TIMEOUT_S = 50
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Settings:
    """Delays of the services, the load, and the utilisation (percent) that auto scaling tracks.

    Auto scaling alone brings capacity some six minutes after load: two minutes above its target,
    three minutes of alarm delay, and the update. In a real load test it took sixteen.
    """

    delays: Delays = field(
        default_factory=lambda: Delays(reaction=timedelta(minutes=3), lasting=True)
    )
    crowd: Crowd = field(default_factory=Crowd)
    utilisation: float = 70.0


class Day:
    """[start, end) of a calendar in two accounts: `helped` by kickoff, `alone` without it."""

    def __init__(
        self, path: Path, start: datetime, end: datetime, settings: Settings | None = None
    ) -> None:
        self._settings = settings or Settings()
        self._path, self._start = path, start
        self._calendar = load(path)
        self.alone, self.helped = self._account(), self._account()
        self.helped.add_table(_LEASE_TABLE, read=5, write=5, key="lease")
        self._tables = table_dimensions(self._calendar)
        self._functions: dict[Key, QualifiedFunction] = {
            Key(name, "warm"): (target.function, target.qualifier or LATEST)
            for name, target in self._calendar.targets.items()
            if isinstance(target, FunctionTarget) and target.warm
        }
        self.record = DayRecord(
            start=start,
            minutes=(end - start) // _MINUTE,
            fixtures=tuple(self._calendar.fixtures(start, end)),
            tables={key: SeriesRecord() for key in self._tables},
            functions={key: SeriesRecord() for key in self._functions},
        )

    def run(self, progress: Callable[[datetime], None] | None = None) -> DayRecord:
        """Simulate the day; calls `progress` after each minute."""
        with self._deployed() as runtime:
            for minute in range(self.record.minutes):
                at = self._start + minute * _MINUTE
                event = {"scheduled_time": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
                self._note(minute, at, runtime.invoke(event))
                self._serve_minute(at)
                if progress is not None:
                    progress(at)
        return self.record

    def _account(self) -> Cloud:
        clock = Clock(self._start)
        return build_account(
            self._calendar, clock, self._settings.delays, self._settings.utilisation
        )

    @contextmanager
    def _deployed(self) -> Iterator[HandlerRuntime]:
        """The handlers, in an environment that reaches only the simulator."""
        with (
            serve(self.helped) as url,
            aws_environment(
                AWS_ENDPOINT_URL=url,
                KICKOFF_CONFIG=str(self._path),
                KICKOFF_LEASE_TABLE=_LEASE_TABLE,
            ),
            changes_wait_in(lambda: self.helped),
        ):
            yield HandlerRuntime(_HANDLERS, _TIMEOUT_S)

    def _note(self, minute: int, at: datetime, output: HandlerOutput) -> None:
        """Record the metrics, waves and errors of a tick; CloudWatch gets all metrics."""
        self.record.troubles += output.error_messages
        keys = {f"{name}:{qualifier}": key for key, (name, qualifier) in self._functions.items()}
        waves: dict[str, dict[str, int]] = {}
        for metric in output.metrics:
            self.helped.published.note(metric.name, metric.dimensions, metric.value, at)
            if function := metric.dimensions.get("Function"):
                waves.setdefault(function, {})[metric.name] = int(metric.value)
        for function, counted in waves.items():
            names = ("WarmRequested", "WarmDistinct", "WarmBusy")
            counts = (counted.get(name, 0) for name in names)
            self.record.waves.append(WaveRecord(keys[function], minute, *counts))

    def _serve_minute(self, at: datetime) -> None:
        """Serve a minute of load in both accounts."""
        levels = self._calendar.levels(at)
        fixtures = self._calendar.fixtures(at, at + _MINUTE)
        demand = self._settings.crowd.load(self._calendar.bounds, fixtures, at)
        for key, series in {**self.record.tables, **self.record.functions}.items():
            series.demand.append(demand[key])
            series.desired.append(levels[key].value)
        self._serve(self.alone, demand, lambda series: series.alone)
        self._serve(self.helped, demand, lambda series: series.kickoff)
        for cloud in (self.alone, self.helped):
            cloud.advance(at + _MINUTE)

    def _serve(
        self,
        cloud: Cloud,
        demand: Mapping[Key, float],
        account: Callable[[SeriesRecord], AccountSeries],
    ) -> None:
        for key, series in self.record.tables.items():
            account(series).live.append(cloud.capacity(*self._tables[key]))
        for key, series in self.record.functions.items():
            account(series).live.append(cloud.warm(*self._functions[key]))
        traffic = Traffic(
            {place: demand[key] for key, place in self._tables.items()},
            {place: math.ceil(demand[key]) for key, place in self._functions.items()},
        )
        served = cloud.minute(traffic)
        for key, series in self.record.tables.items():
            account(series).refused.append(served.units[self._tables[key]].throttled)
        for key, series in self.record.functions.items():
            account(series).refused.append(served.requests[self._functions[key]].cold)
