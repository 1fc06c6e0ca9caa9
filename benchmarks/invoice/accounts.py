"""Two accounts in the simulator and a month of each: the shipped calendar, 6,000 dimensions."""

import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from benchmarks.invoice.usage import HANDLERS, LEASE_TABLE, TIMEOUT_S, MeasuredUsage, measure
from benchmarks.prescaler import scenario
from benchmarks.prescaler.account import build_account as build_large_account
from kickoff.calendar import Calendar, FunctionTarget, load
from kickoff.pricing.invoice import MONTH_HOURS, Usage
from kickoff.pricing.work import KickoffWork, usage_of
from operations.plan_price import target_price
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.day.account import build_account, table_dimensions
from simulator.day.crowd import Crowd
from simulator.delays import Delays
from simulator.lambda_.errors import LATEST
from simulator.lambda_runtime import HandlerRuntime, aws_environment
from simulator.server import serve
from simulator.traffic import Traffic
from simulator.transport import InProcessEndpoint, changes_wait_in, in_process

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_SETTLING = 10  # minutes
_AUDIT = 15  # minutes: every dimension is read once


@dataclass(frozen=True, slots=True)
class Month:
    """The usage of a month, how it was scaled from the simulated time, and what a plan expects."""

    usage: MeasuredUsage
    scaled: str
    expected: Usage


def calendar_month(path: Path, day: datetime) -> Month:
    """Simulate a match day's busy hours and one quiet hour of it.

    An hour is busy from one hour before a window opens to one hour after it closes. The month
    begins at the first of the day's month.
    """
    calendar = load(path)
    first = day.replace(day=1)
    month = _busy_hours(calendar, first, MONTH_HOURS)
    simulated = [each for each in month if each.date() == day.date()]
    with served_account(calendar, path, simulated[0] - 2 * _HOUR) as account:
        account.run(simulated[0] - 2 * _HOUR, 60)  # the first containers start
        quiet = account.run(simulated[0] - _HOUR, 60)
        busy = account.run(simulated[0], 60 * len(simulated))
    rest = MONTH_HOURS - len(month)
    factor = len(month) / len(simulated)
    return Month(
        quiet.times(rest).plus(busy.times(factor)),
        f"{len(simulated)} busy hours x {factor:.1f} and a quiet hour x {rest}",
        expected_usage(calendar, first, first + MONTH_HOURS * _HOUR),
    )


def large_month() -> Month:
    """Simulate one audit of 6,000 dimensions while 20 of them are raised."""
    start = scenario.OPENS
    cloud = build_large_account(Clock(start))
    with (
        tempfile.TemporaryDirectory() as directory,
        aws_environment(
            KICKOFF_CONFIG=str(_written(directory)),
            KICKOFF_LEASE_TABLE=LEASE_TABLE,
            KICKOFF_STACK="kickoff",
            KICKOFF_EVENT_BUS="default",
        ),
        in_process(InProcessEndpoint(cloud)),
    ):
        account = ServedAccount(cloud, HandlerRuntime(HANDLERS, TIMEOUT_S), None)
        account.run(start, _SETTLING)
        audit = account.run(start + 50 * _MINUTE, _AUDIT)
    # The metrics of a quarter of an hour are those of its hour: each audit reads the same.
    usage = audit.times(MONTH_HOURS * 60 / _AUDIT)
    usage.series = audit.series * MONTH_HOURS
    tables = scenario.TABLES * len(scenario.DIMENSIONS)
    work = KickoffWork(tables * MONTH_HOURS, scenario.IN_FIRST * MONTH_HOURS)
    scaled = f"one audit of {_AUDIT} minutes x {MONTH_HOURS * 60 // _AUDIT}"
    return Month(usage, scaled, usage_of([work], MONTH_HOURS))


def expected_usage(calendar: Calendar, start: datetime, end: datetime) -> Usage:
    """Return the usage that `kickoff plan` expects of a calendar over [start, end)."""
    groups = groupby(calendar.steps(start, end), key=lambda step: step.key.target)
    works = [target_price(list(own), calendar).work for _, own in groups]
    return usage_of(works, (end - start) / _HOUR)


def _written(directory: str) -> Path:
    path = Path(directory) / "config.yaml"
    path.write_text(scenario.calendar())
    return path


@dataclass(frozen=True, slots=True)
class ServedAccount:
    """An account, its deployed handlers, and the calendar of its load; None for no load."""

    cloud: Cloud
    runtime: HandlerRuntime
    calendar: Calendar | None

    def run(self, start: datetime, minutes: int) -> MeasuredUsage:
        """Run ticks from an instant on."""
        self.cloud.advance(max(self.cloud.now, start))
        return measure(self.cloud, self.runtime.invoke, start, minutes, self._serve)

    def _serve(self, at: datetime) -> None:
        if self.calendar is not None:
            fixtures = self.calendar.fixtures(at, at + _MINUTE)
            load = Crowd().load(self.calendar.bounds, fixtures, at)
            tables = table_dimensions(self.calendar)
            requests = {
                (target.function, target.qualifier or LATEST): math.ceil(load[key])
                for key in self.calendar.bounds
                if isinstance(target := self.calendar.targets[key.target], FunctionTarget)
                and key.dimension == "warm"
            }
            self.cloud.minute(Traffic({tables[key]: load[key] for key in tables}, requests))
        self.cloud.advance(max(self.cloud.now, at + _MINUTE))


@contextmanager
def served_account(calendar: Calendar, path: Path, start: datetime) -> Iterator[ServedAccount]:
    """Return an account with the tables and functions of a calendar, from an instant on."""
    cloud = build_account(calendar, Clock(start), Delays(), 70)
    cloud.add_table(LEASE_TABLE, key="lease")
    with (
        serve(cloud) as url,
        aws_environment(
            AWS_ENDPOINT_URL=url,
            KICKOFF_CONFIG=str(path),
            KICKOFF_LEASE_TABLE=LEASE_TABLE,
            KICKOFF_STACK="kickoff",
            KICKOFF_EVENT_BUS="default",
        ),
        changes_wait_in(lambda: cloud),
    ):
        yield ServedAccount(cloud, HandlerRuntime(HANDLERS, TIMEOUT_S), calendar)


def _busy_hours(calendar: Calendar, start: datetime, hours: int) -> list[datetime]:
    """Return the starts of the busy hours."""
    every = (start + hour * _HOUR for hour in range(hours))
    return [each for each in every if calendar.fixtures(each - _HOUR, each + 2 * _HOUR)]
