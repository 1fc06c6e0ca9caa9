"""The prescaler's handler over real boto3, in the simulator's account and time."""

import gc
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kickoff.calendar import Calendar, ConfigError, load
from kickoff.timeline import Key
from prescaler import handler as prescaler
from simulator.cloud import Cloud
from simulator.lambda_runtime import HandlerOutput
from tests.stateful.account import account
from tests.stateful.calendars import Written
from tests.stateful.watch import Watch

START = datetime(2026, 12, 5, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
COLLECTED_EVERY = 20  # processes: their clients are cycles of megabytes
LATE = timedelta(minutes=10)


class Died(BaseException):
    """The process crashed between two calls."""


@dataclass(slots=True)
class Heard:
    """The output of a tick. `unusable`: no calendar could be used, so nothing else was done."""

    output: HandlerOutput
    died: bool = False
    unusable: bool = False

    def total(self, name: str) -> float:
        """The sum of a metric over everything published."""
        return sum(metric.value for metric in self.output.metrics if metric.name == name)


class World:
    """One account with its calendar file `path`; `watch` is the connection to the account."""

    def __init__(self, path: Path, watch: Watch) -> None:
        self.path = path
        self.watch = watch
        self.written = Written("clamp")
        self.latest = START
        self.processes = 0
        self._newest: Calendar | None = None
        self._good: Calendar | None = None

    @property
    def cloud(self) -> Cloud:
        """The account."""
        return self.watch.cloud

    def begin(self, over_max: str) -> None:
        """Begin with a new account, calendar and process."""
        self.watch.start(account(START), over_max=over_max == "raise")
        self.written = Written(over_max)
        self.latest = START
        self._good = None
        self.write()
        self.restart()

    def restart(self) -> None:
        """Begin a new process."""
        prescaler._application.cache_clear()
        self.processes += 1
        if not self.processes % COLLECTED_EVERY:
            gc.collect()

    def write(self) -> None:
        """Write the calendar into the file."""
        self.path.write_text(self.written.text(), encoding="utf-8")
        self._newest = load(self.path)

    def spoil(self) -> None:
        """Write an invalid calendar into the file."""
        self.path.write_text("version: 1\nfixtures: [", encoding="utf-8")
        self._newest = None

    def desired(self, at: datetime) -> dict[Key, int]:
        """The levels of the last good calendar that a tick has read."""
        levels = self._good.levels(at) if self._good else {}
        return {key: level.value for key, level in levels.items()}

    def tick(self, at: datetime) -> Heard:
        """Invoke the handler for an instant, now or not."""
        self._good = self._newest or self._good
        wanted = self.desired(at)
        if self.latest - LATE <= at:
            newest = self.desired(max(at, self.latest))
            wanted = {key: max(units, newest[key]) for key, units in wanted.items()}
        self.latest = max(at, self.latest)
        heard = Heard(HandlerOutput())
        with self.watch.during(wanted), redirect_stdout(heard.output):
            try:
                prescaler.handler({"scheduled_time": f"{at:%Y-%m-%dT%H:%M:%SZ}"}, None)
            except Died:
                heard.died = True
                self.watch.forget()
                self.restart()
            except ConfigError:
                heard.unusable = True
                assert heard.total("ConfigBroken"), "a calendar that cannot be used is in no metric"
        return heard

    def pass_minutes(self, count: int, each: Callable[[], object] | None = None) -> None:
        """Advance by minutes, with a tick (or `each`) at the beginning of each."""
        for _ in range(count):
            self.cloud.advance(self.cloud.now.replace(second=0, microsecond=0) + MINUTE)
            if each is None:
                self.tick(self.cloud.now)
            else:
                each()
