"""Verbs with `--stack`: leases, calendar, region and caps of a deployed stack."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from click.testing import CliRunner, Result

from operations.cli.main import kickoff
from prescaler.handler import handler
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.side_services import SimulatedStack
from tests.end_to_end.laptop import on_laptop
from tests.end_to_end.test_fixture_day import CALENDAR, OPENS

ADDRESS = "s3://squad/config.yaml"
AT = OPENS + timedelta(minutes=1)
VERBS = [("status",), ("history",), ("release",), ("pause",)]


@pytest.fixture
def cloud() -> Cloud:
    cloud = Cloud(Clock(OPENS))
    cloud.add_table("prices", read=50, write=20, indexes={"by-fixture": (5, 20)})
    cloud.register("prices", "read", minimum=50, maximum=4000)
    cloud.register("prices", "write", minimum=20, maximum=2000)
    cloud.register("prices", "by-fixture.write", minimum=20, maximum=2000)
    cloud.add_table("leases", key="lease")
    cloud.side.stacks["kickoff"] = SimulatedStack({"Leases": "leases", "Calendar": "config.yaml"})
    return cloud


@pytest.fixture
def laptop(
    tmp_path: Path, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """An empty folder on a laptop, with the account's credentials and region."""
    with on_laptop(cloud, tmp_path, monkeypatch):
        yield monkeypatch


def tick(laptop: pytest.MonkeyPatch, bundle: Path, location: str = "config.yaml") -> None:
    """Run a tick of the deployed prescaler, in its bundle."""
    with laptop.context() as function:
        function.chdir(bundle)
        function.setenv("KICKOFF_CONFIG", location)
        function.setenv("KICKOFF_LEASE_TABLE", "leases")
        handler({"scheduled_time": AT.isoformat()}, None)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(kickoff, arguments)


def upload(text: str) -> None:
    with closing(boto3.client("s3")) as s3:
        s3.create_bucket(Bucket="squad")
        s3.put_object(Bucket="squad", Key="config.yaml", Body=text.encode())


@pytest.fixture
def bundled(laptop: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A stack with a calendar in its bundle, after a tick within a fixture's window."""
    bundle = tmp_path_factory.mktemp("bundle")
    (bundle / "config.yaml").write_text(CALENDAR)
    tick(laptop, bundle)


@pytest.fixture
def addressed(
    laptop: pytest.MonkeyPatch, cloud: Cloud, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same with a calendar in S3."""
    cloud.side.stacks["kickoff"] = SimulatedStack({"Leases": "leases", "Calendar": ADDRESS})
    upload(CALENDAR)
    tick(laptop, tmp_path_factory.mktemp("bundle"), ADDRESS)


def minimum(cloud: Cloud, dimension: str) -> int:
    return next(
        target.minimum
        for scalable, target in cloud.autoscaling.targets.items()
        if scalable.located()[1] == dimension
    )


@pytest.mark.usefixtures("bundled")
class TestABundledCalendar:
    def test_status_shows_the_leases_and_levels_of_the_stack(self) -> None:
        shown = run("status", "--stack", "kickoff", "--at", AT.isoformat())
        assert "1,200" in shown.output
        assert "on this machine only" not in shown.output

    def test_plan_needs_no_file_on_the_laptop(self) -> None:
        planned = run("plan", "--stack", "kickoff", "--from", "2026-12-05", "--to", "2026-12-06")
        assert planned.exit_code == 0, planned.output
        assert "prices" in planned.output

    def test_a_calendar_given_with_the_command_is_used(self) -> None:
        Path("mine.yaml").write_text(CALENDAR.replace("prices", "odds"))
        planned = run("plan", "--stack", "kickoff", "--config", "mine.yaml")
        assert "odds" in planned.output

    @pytest.mark.parametrize("verb", ["validate", "plan"])
    def test_another_file_in_the_folder_is_named_because_it_was_not_read(self, verb: str) -> None:
        Path("config.yaml").write_text("version: 2\n")
        done = run(verb, "--stack", "kickoff")
        assert done.exit_code == 0
        assert done.stderr == (
            "note: config.yaml of this machine was not read, and differs from the calendar of "
            "kickoff: --config config.yaml reads it\n"
        )
        assert "was not read" not in done.stdout

    @pytest.mark.parametrize("verb", ["validate", "plan"])
    def test_the_file_that_the_stack_was_deployed_with_needs_no_note(self, verb: str) -> None:
        Path("config.yaml").write_text(CALENDAR)
        assert run(verb, "--stack", "kickoff").stderr == ""

    def test_a_file_given_with_the_command_needs_no_note(self) -> None:
        Path("config.yaml").write_text(CALENDAR)
        Path("mine.yaml").write_text(CALENDAR.replace("prices", "odds"))
        assert run("validate", "--stack", "kickoff", "--config", "mine.yaml").stderr == ""

    def test_the_file_of_the_variable_is_named_too(self, laptop: pytest.MonkeyPatch) -> None:
        Path("mine.yaml").write_text(CALENDAR.replace("prices", "odds"))
        laptop.setenv("KICKOFF_CONFIG", "mine.yaml")
        assert "--config mine.yaml reads it" in run("validate", "--stack", "kickoff").stderr

    def test_release_restores_the_account(self, cloud: Cloud) -> None:
        assert minimum(cloud, "read") == 1200
        released = run("release", "--yes", "--stack", "kickoff")
        assert released.exit_code == 0, released.output
        assert minimum(cloud, "read") == 50

    def test_the_variable_names_the_stack_too(self, laptop: pytest.MonkeyPatch) -> None:
        laptop.setenv("KICKOFF_STACK", "kickoff")
        assert "raise" in run("history").output

    def test_an_arn_names_the_stack_and_its_region(self, laptop: pytest.MonkeyPatch) -> None:
        laptop.delenv("AWS_DEFAULT_REGION")
        arn = "arn:aws:cloudformation:eu-west-1:123456789012:stack/kickoff/1"
        assert "raise" in run("history", "--stack", arn).output

    def test_check_simulates_the_roles_of_the_stack(self, cloud: Cloud) -> None:
        role = "arn:aws:iam::123456789012:role/prescaler"
        outputs = {"Leases": "leases", "Calendar": "config.yaml", "PrescalerRoleArn": role}
        cloud.side.stacks["kickoff"] = SimulatedStack(outputs)
        cloud.side.denied = {(role, "dynamodb:UpdateTable")}
        found = run("check", "--stack", "kickoff", "--at", OPENS.isoformat())
        assert "role/prescaler may not dynamodb:UpdateTable" in found.output

    def test_the_caps_of_the_stack_refuse_a_calendar(self, cloud: Cloud) -> None:
        outputs = {"Leases": "leases", "Calendar": "config.yaml", "MostUnits": "80"}
        cloud.side.stacks["kickoff"] = SimulatedStack(outputs)
        checked = CliRunner().invoke(kickoff, ["validate", "--stack", "kickoff"])
        assert "accepted: 80, the stack's MostUnits" in str(checked.exception)

    def test_push_needs_an_address(self) -> None:
        Path("config.yaml").write_text(CALENDAR)
        pushed = run("push", "--stack", "kickoff")
        assert pushed.exit_code == 2
        assert "the calendar of kickoff is in its bundle: run make deploy" in pushed.output


@pytest.mark.usefixtures("addressed")
class TestAnEmergency:
    @pytest.mark.parametrize("verb", VERBS)
    def test_a_broken_calendar_leaves_the_last_good_one(self, verb: tuple[str]) -> None:
        upload("version: 2\n")
        done = run(*verb, "--stack", "kickoff")
        assert done.exit_code in {0, 1}, done.output
        assert verb == ("pause",) or "using the last good calendar" in done.output

    @pytest.mark.parametrize("verb", VERBS)
    def test_a_missing_calendar_leaves_the_last_good_one(
        self, verb: tuple[str], cloud: Cloud
    ) -> None:
        cloud.side.buckets["squad"].clear()
        done = run(*verb, "--stack", "kickoff")
        assert done.exit_code in {0, 1}, done.output
        assert verb == ("pause",) or "using the last good calendar" in done.output

    @pytest.mark.parametrize("target", [(), ("prices",)])
    def test_release_needs_no_calendar(self, cloud: Cloud, target: tuple[str, ...]) -> None:
        cloud.side.buckets["squad"].clear()
        with closing(boto3.client("dynamodb")) as client:
            client.delete_item(TableName="leases", Key={"lease": {"S": f"calendar|{ADDRESS}"}})
        released = run("release", "--yes", *target, "--stack", "kickoff")
        assert "only leases are used" in released.output
        assert released.exit_code == 0, released.output
        assert minimum(cloud, "read") == 50

    def test_a_file_given_with_the_command_is_replaced_if_it_is_broken(self) -> None:
        Path("mine.yaml").write_text("version: 2\n")
        shown = run("status", "--stack", "kickoff", "--config", "mine.yaml")
        assert "mine.yaml:1:10: version: the calendar has format 2" in shown.output
        assert "prices.read" in shown.output

    def test_push_uses_the_address_of_the_stack(self, cloud: Cloud) -> None:
        Path("config.yaml").write_text(CALENDAR.replace("1200", "1300"))
        pushed = run("push", "--stack", "kickoff", "--yes")
        assert pushed.exit_code == 0, pushed.output
        assert b"1300" in cloud.side.buckets["squad"]["config.yaml"]


@pytest.mark.usefixtures("laptop")
class TestNoStack:
    @pytest.mark.parametrize("verb", ["pause", "release", "history"])
    def test_a_verb_for_leases_refuses_and_says_what_to_give(self, verb: str) -> None:
        Path("config.yaml").write_text(CALENDAR)
        refused = run(verb)
        assert refused.exit_code == 2
        assert "give --stack NAME" in refused.output
        assert "--local" in refused.output
        assert [each.name for each in Path().iterdir()] == ["config.yaml"]

    def test_prescale_says_where_its_leases_are(self) -> None:
        Path("config.yaml").write_text(CALENDAR)
        done = run("prescale", "--at", AT.isoformat())
        assert "leases are in .kickoff-leases.json, on this machine only" in done.output

    def test_an_unknown_stack_is_wrong_use(self) -> None:
        refused = run("status", "--stack", "kickof")
        assert refused.exit_code == 2
        assert "there is no stack 'kickof' in eu-west-1" in refused.output

    def test_a_stack_of_somebody_else_is_wrong_use(self, cloud: Cloud) -> None:
        cloud.side.stacks["site"] = SimulatedStack({"Bucket": "site"})
        refused = run("status", "--stack", "site")
        assert refused.exit_code == 2
        assert "has no output Leases" in refused.output
