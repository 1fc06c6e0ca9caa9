"""The built functions under Lambda's runtime: they can import only what the artifact has."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.server import serve
from simulator.traffic import Traffic
from tests.template.build import make_artifact, run
from tests.template.emulator import Emulator, emulate
from tests.template.model import ROOT, Template

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the runtime emulator is a Linux program"
)

Start = Callable[[str, str | None], AbstractContextManager[Emulator]]

CALENDAR = """\
version: 1
timezone: UTC
targets:
  prices:
    table: prices
    read: {baseline: 50, max: 4000}
  pricing:
    function: pricing
    qualifier: live
    warm: {baseline: 2, max: 200, every: 5m}
profiles:
  match:
    lasts: 2h
    lead: 20m
    demand:
      prices: {read: 1200}
      pricing: {warm: 4}
fixtures:
  - {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: match}
"""


MATCH_DAY = datetime(2026, 12, 5, 12, 10, tzinfo=UTC)
HANDLERS = {
    "warmer": "warmer.handler.handler",
    "prescaler": "prescaler.handler.handler",
    "learner": "operations.learning.handler.handler",
    "preflight": "operations.preflight.handler.handler",
}


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python of Lambda's version with the packages of Lambda's runtime, without boto3."""
    # A fixed command.
    found = subprocess.run(  # noqa: S603
        [ROOT / "scripts" / "find-python", "3.13"], capture_output=True, text=True, check=False
    )
    if found.returncode != 0:
        pytest.skip(f"Lambda's Python is not on this machine. {found.stderr}")
    directory = tmp_path_factory.mktemp("runtime") / "env"
    run(
        "env",
        f"PYTHON={found.stdout.strip()}",
        "scripts/venv",
        directory,
        "requirements/lambda.txt",
    )
    return directory


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The functions built for this machine, by application."""
    directory = tmp_path_factory.mktemp("artifacts")
    return {
        "warmer": make_artifact("WarmerFunction", directory / "warmer"),
        "prescaler": make_artifact("PrescalerFunction", directory / "prescaler"),
        "learner": make_artifact("LearnerFunction", directory / "learner"),
        "preflight": make_artifact("PreflightFunction", directory / "preflight"),
    }


@pytest.fixture
def cloud() -> Cloud:
    """An account with the calendar's targets, before the fixture."""
    cloud = Cloud(Clock(MATCH_DAY))
    cloud.add_table("prices", read=50, write=20)
    cloud.register("prices", "read", minimum=50, maximum=4000)
    cloud.add_table("leases", key="lease")
    cloud.add_function("pricing")
    return cloud


@pytest.fixture
def start(
    runtime: Path, artifacts: dict[str, Path], cloud: Cloud, tmp_path: Path
) -> Iterator[Start]:
    """Start an application's function in that account, with a calendar or the artifact's own."""
    with serve(cloud) as url:

        def start(application: str, calendar: str | None) -> AbstractContextManager[Emulator]:
            path = Path("config.yaml")
            if calendar is not None:
                path = tmp_path / path
                path.write_text(calendar)
            environment = {
                "AWS_ENDPOINT_URL": url,
                "KICKOFF_CONFIG": str(path),
                "KICKOFF_LEASE_TABLE": "leases",
                "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9",  # the simulator has no STS
            }
            return emulate(
                runtime, artifacts[application], HANDLERS[application], environment, tmp_path
            )

        yield start


def test_the_warmer_answers_if_nothing_of_the_shipped_calendar_is_due(
    start: Start,
) -> None:
    with start("warmer", None) as warmer:
        answer = warmer.invoke({"scheduled_time": "2026-12-05T12:11:00Z"})
        assert answer == {"at": "2026-12-05T12:11:00+00:00", "functions": []}
        assert '"Tick"' in warmer.log.read_text()


def test_the_warmer_warms_before_a_fixture_with_its_permissions(
    start: Start, cloud: Cloud, template: Template
) -> None:
    with start("warmer", CALENDAR) as warmer:
        [pricing] = warmer.invoke({"scheduled_time": "2026-12-05T12:10:00Z"})["functions"]
    assert (pricing["target"], pricing["distinct"]) == ("pricing", 4)
    assert used(cloud) <= template.actions("WarmerRole")


def test_the_prescaler_raises_and_restores_with_its_permissions(
    start: Start, cloud: Cloud, template: Template
) -> None:
    with start("prescaler", CALENDAR) as prescaler:
        prescaler.invoke({"scheduled_time": "2026-12-05T12:10:00Z"})
        cloud.advance(datetime(2026, 12, 5, 20, 1, tzinfo=UTC))
        assert cloud.capacity("prices", "read") == 1200
        [restored] = prescaler.invoke({"scheduled_time": "2026-12-05T20:01:00Z"})["dimensions"]
    assert (restored["from"], restored["to"], restored["outcome"]) == (1200, 50, "lowered")
    assert used(cloud) <= template.actions("PrescalerRole")


def test_the_learner_learns_with_its_permissions(
    start: Start, cloud: Cloud, template: Template
) -> None:
    match = Traffic({("prices", "read"): 30}, {("pricing", "live"): 3})
    for minute in range(150):
        cloud.minute(match)
        cloud.advance(MATCH_DAY + timedelta(minutes=minute + 1))
    cloud.advance(MATCH_DAY + timedelta(hours=15))
    learning = CALENDAR.replace("    table: prices\n", "    table: prices\n    demand: auto\n")
    with start("learner", learning) as learner:
        answer = learner.invoke({"scheduled_time": "2026-12-06T03:17:00Z"})
        assert {each["target"] for each in answer["learned"]} == {"prices", "pricing"}
    assert "cloudwatch.GetMetricData" in {call.operation for call in cloud.calls}
    assert used(cloud) <= template.actions("LearnerRole")


def test_the_daily_check_reads_the_account_with_its_permissions(
    start: Start, cloud: Cloud, template: Template
) -> None:
    with start("preflight", CALENDAR) as preflight:
        answer = preflight.invoke({"scheduled_time": "2026-12-01T05:41:00Z"})
        assert answer["at"] == "2026-12-01T05:41:00+00:00"
    assert "dynamodb.DescribeTable" in {call.operation for call in cloud.calls}
    assert used(cloud) <= template.actions("PreflightRole")


def used(cloud: Cloud) -> set[str]:
    """Return the IAM actions of all calls made so far."""
    renamed = {"lambda.Invoke": "lambda:InvokeFunction"}
    return {
        renamed.get(call.operation)
        or call.operation.replace("autoscaling.", "application-autoscaling.").replace(".", ":")
        for call in cloud.calls
    }
