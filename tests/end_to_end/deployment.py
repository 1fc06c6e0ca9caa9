"""A deployed stack in the simulator: its account, its calendar in S3, its functions, a laptop."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from operations.cli.main import kickoff
from operations.preflight.stack_facts import NEEDED_ALARMS
from simulator.cloud import Cloud
from simulator.lambda_runtime import HandlerOutput, HandlerRuntime
from simulator.side_services import SimulatedAlarm, SimulatedStack, SimulatedTopic
from tests.end_to_end.laptop import on_laptop

ADDRESS = "s3://squad/config.yaml"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:kickoff-alarms"
ROLE = "arn:aws:iam::123456789012:role"
OPS = "ops@example.com"
TICKING = ("prescaler.handler.handler", "warmer.handler.handler")
VARIABLES = {
    "KICKOFF_STACK": "kickoff",
    "KICKOFF_CONFIG": ADDRESS,
    "KICKOFF_LEASE_TABLE": "leases",
    "KICKOFF_ALARM_TOPIC": TOPIC,
    "KICKOFF_EVENT_BUS": "default",
    "KICKOFF_WARMER_ROLE": f"{ROLE}/warmer",
    "KICKOFF_PRESCALER_ROLE": f"{ROLE}/prescaler",
}


class Deployment:
    """The stack `kickoff`, whose alarms reach somebody, and commands on a laptop."""

    def __init__(self, cloud: Cloud, environment: pytest.MonkeyPatch) -> None:
        self.cloud = cloud
        self._environment = environment
        cloud.add_table("leases", key="lease")
        cloud.side.topics[TOPIC] = SimulatedTopic({OPS: True})
        cloud.side.alarms |= {
            f"kickoff-{name}": SimulatedAlarm(actions=(TOPIC,)) for name in NEEDED_ALARMS
        }
        cloud.side.stacks["kickoff"] = SimulatedStack(
            {
                "Leases": "leases",
                "Calendar": ADDRESS,
                "AlarmTopicArn": TOPIC,
                "WarmerRoleArn": f"{ROLE}/warmer",
                "PrescalerRoleArn": f"{ROLE}/prescaler",
            }
        )

    def upload(self, calendar: str) -> None:
        """Replace the calendar."""
        self.cloud.side.buckets["squad"] = {"config.yaml": calendar.encode()}

    def invoke(
        self, at: datetime, *handlers: str, variables: dict[str, str] | None = None, **event: str
    ) -> HandlerOutput:
        """Run functions of the stack; CloudWatch gets their metrics."""
        with self._environment.context() as environment:
            for name, value in (VARIABLES if variables is None else variables).items():
                environment.setenv(name, value)
            output = HandlerRuntime(handlers, 20).invoke({"at": at.isoformat(), **event})
        for metric in output.metrics:
            self.cloud.published.note(metric.name, metric.dimensions, metric.value, at)
        return output

    def tick(self, at: datetime) -> HandlerOutput:
        """Run a tick of the prescaler and of the warmer."""
        self.cloud.advance(at)
        return self.invoke(at, *TICKING)

    def run(self, *arguments: str) -> Result:
        """Run a command on the laptop, for this stack."""
        return CliRunner().invoke(kickoff, [*arguments, "--stack", "kickoff"])


@contextmanager
def deployed(cloud: Cloud, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    """Deploy the stack into an account, and reach it over real sockets."""
    with on_laptop(cloud, folder, monkeypatch):
        yield Deployment(cloud, monkeypatch)
