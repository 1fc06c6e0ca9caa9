"""The prescaler's own handler over real boto3, in an account and a time of the simulator's."""

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
    """The process is gone, between two calls."""


@dataclass(slots=True)
class Heard:
    """What a tick said of itself."""

    output: HandlerOutput
    died: bool = False

    def total(self, name: str) -> float:
        """The sum of a metric over all that was published."""
        return sum(metric.value for metric in self.output.metrics if metric.name == name)


class World:
    """One account with its calendar; `path` is rewritten, `watch` is the line to the account."""

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
        """A new account, a new calendar, a new process."""
        self.watch.start(account(START), over_max=over_max == "raise")
        self.written = Written(over_max)
        self.latest = START
        self._good = None
        self.write()
        self.restart()

    def restart(self) -> None:
        """A process that remembers nothing."""
        prescaler._application.cache_clear()
        self.processes += 1
        if not self.processes % COLLECTED_EVERY:
            gc.collect()

    def write(self) -> None:
        """Put the calendar into the file."""
        self.path.write_text(self.written.text(), encoding="utf-8")
        self._newest = load(self.path)

    def spoil(self) -> None:
        """Put into the file what is no calendar."""
        self.path.write_text("version: 1\nfixtures: [", encoding="utf-8")
        self._newest = None

    def desired(self, at: datetime) -> dict[Key, int]:
        """What the last good calendar wants, of those that a tick has read."""
        levels = self._good.levels(at) if self._good else {}
        return {key: level.value for key, level in levels.items()}

    def tick(self, at: datetime) -> Heard:
        """One invocation, for an instant that need not be now."""
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
                assert heard.total("ConfigBroken"), "a calendar that cannot be used is in no metric"
        return heard

    def pass_minutes(self, count: int, each: Callable[[], object] | None = None) -> None:
        """Minutes go by, with a tick at the beginning of each unless told otherwise."""
        for _ in range(count):
            self.cloud.advance(self.cloud.now + MINUTE)
            if each is None:
                self.tick(self.cloud.now)
            else:
                each()
