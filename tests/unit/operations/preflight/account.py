"""An account that is as the calendar takes it to be, until a story spoils it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from kickoff.aws.sessions import Aws
from kickoff.calendar import load
from operations.preflight.adapters.pings import Pings
from operations.preflight.examine import examine
from operations.preflight.finding import Code, Finding
from operations.preflight.horizon import Horizon
from operations.preflight.look import Look, Ping
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from tests.unit.operations.preflight.calendars import CALENDAR, NOW
from tests.unit.operations.preflight.identity import Identity, Lines


def good() -> Cloud:
    """`prices` under auto scaling, `pricing` guarded."""
    cloud = Cloud(Clock(NOW), delays=Delays())
    add_prices(cloud)
    cloud.add_function("pricing")
    return cloud


def add_prices(cloud: Cloud, *, read_max: int = 4000, auto_scaled: bool = True) -> None:
    """The table, its index, and the bounds of its three dimensions."""
    cloud.add_table("prices", read=50, write=20, indexes={"by-fixture": (5, 20)})
    if auto_scaled:
        for dimension, minimum, maximum in (
            ("read", 50, read_max),
            ("write", 20, 2000),
            ("by-fixture.write", 20, 2000),
        ):
            cloud.register("prices", dimension, minimum=minimum, maximum=maximum)


@dataclass
class Account:
    """A cloud and an identity that the clients of this process reach.

    `aws` may be shared by stories: its sessions keep the service models they have read.
    """

    directory: Path
    line: Lines
    aws: Aws
    roles: dict[str, str] = field(default_factory=dict)

    @property
    def cloud(self) -> Cloud:
        """Where the targets live."""
        return self.line.cloud

    @cloud.setter
    def cloud(self, cloud: Cloud) -> None:
        self.line.cloud = cloud

    @property
    def identity(self) -> Identity:
        """Who asks, and what they may do."""
        return self.line.identity

    def check(
        self, text: str = CALENDAR, *, now: datetime = NOW, days: int = 14, ping: Ping | None = None
    ) -> list[Finding]:
        """What is found of a calendar."""
        path = self.directory / "config.yaml"
        path.write_text(text)
        calendar = load(path)
        facts = Look(self.aws, self.roles, ping).facts(calendar, now)
        return examine(Horizon.of(calendar, now, now + timedelta(days=days)), facts)

    def pinged(self, text: str = CALENDAR) -> list[Finding]:
        """The same with a ping to each function, over a socket as pings are sent."""
        with serve(self.cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
            return self.check(text, ping=Pings(Aws()))

    def only(self, code: Code, text: str = CALENDAR, *, now: datetime = NOW) -> Finding:
        """The one finding there is, and is to be of this code."""
        [found] = self.check(text, now=now)
        assert found.code is code, found
        return found
