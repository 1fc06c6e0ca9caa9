"""An account that matches the calendar, until a test changes it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from kickoff.aws.sessions import Aws
from kickoff.calendar import load
from operations.preflight.adapters.guard_pings import GuardPinger
from operations.preflight.adapters.heartbeats import APPLICATIONS
from operations.preflight.finding import Finding, FindingCode
from operations.preflight.period import CheckPeriod
from operations.preflight.reader import AccountReader, Ping
from operations.preflight.run_checks import run_checks
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from tests.unit.operations.preflight.calendars import CALENDAR, NOW
from tests.unit.operations.preflight.identity import SQUAD, Identity, RoutedEndpoint


def good() -> Cloud:
    """Return a cloud with `prices` under auto scaling and `pricing` guarded."""
    cloud = Cloud(Clock(NOW), delays=Delays())
    add_prices(cloud)
    cloud.add_function("pricing")
    return cloud


def add_prices(cloud: Cloud, *, read_max: int = 4000, auto_scaled: bool = True) -> None:
    """Add the table, its index, and the bounds of its three dimensions."""
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
    """The cloud and the identity that this process's clients reach.

    Tests share `aws`, because its sessions cache the service models.
    """

    directory: Path
    endpoint: RoutedEndpoint
    aws: Aws
    roles: dict[str, str] = field(default_factory=lambda: dict.fromkeys(APPLICATIONS, SQUAD))
    tag: str | None = None
    event_bus: str | None = None
    lease_table: str | None = None

    @property
    def cloud(self) -> Cloud:
        """The cloud with the targets."""
        return self.endpoint.cloud

    @cloud.setter
    def cloud(self, cloud: Cloud) -> None:
        self.endpoint.cloud = cloud

    @property
    def identity(self) -> Identity:
        """The caller and its permissions."""
        return self.endpoint.identity

    def check(
        self, text: str = CALENDAR, *, now: datetime = NOW, days: int = 14, ping: Ping | None = None
    ) -> list[Finding]:
        """Return the findings for a calendar."""
        path = self.directory / "config.yaml"
        path.write_text(text)
        calendar = load(path)
        reader = AccountReader(
            self.aws,
            self.roles,
            ping,
            tag=self.tag,
            event_bus=self.event_bus,
            lease_table=self.lease_table,
        )
        facts = reader.read(calendar, now)
        return run_checks(CheckPeriod.of(calendar, now, now + timedelta(days=days)), facts)

    def pinged(self, text: str = CALENDAR) -> list[Finding]:
        """Return the findings with a ping to each function, over a socket as pings are sent."""
        with serve(self.cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
            return self.check(text, ping=GuardPinger(Aws()))

    def only(self, code: FindingCode, text: str = CALENDAR, *, now: datetime = NOW) -> Finding:
        """Return the only finding, which must have this code."""
        [found] = self.check(text, now=now)
        assert found.code is code, found
        return found
