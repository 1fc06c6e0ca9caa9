"""A match is added, moved, cancelled or boosted in a deployed calendar, and the next tick acts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kickoff.calendar import ConfigError
from operations.cli.main import kickoff
from prescaler.handler import handler
from simulator.autoscaling.resources import ScalableId
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Call, Fault
from simulator.side_services import SimulatedStack
from tests.end_to_end.laptop import on_laptop

ADDRESS = "s3://squad/config.yaml"
MINUTE = timedelta(minutes=1)
DAY = datetime.now(UTC).date() + timedelta(days=30)
CALENDAR = f"""\
# The squad's calendar.
version: 1
targets:
  prices: {{table: prices, read: {{baseline: 50, max: 4000}}}}   # the busiest table
profiles:
  match: {{lasts: 2h, lead: 20m, tail: 30m, demand: {{prices: {{read: 1200}}}}}}
fixtures:
  - {{name: Hull v Stoke, kickoff: {DAY} 11:00, profile: match}}
  - {{name: Luton v Bury, kickoff: {DAY} 15:00, profile: match}}
  # more to come
"""


class Squad:
    """A deployed stack in the simulator, and a person with a laptop, at this minute."""

    def __init__(self, cloud: Cloud, now: datetime, patch: pytest.MonkeyPatch) -> None:
        self.cloud = cloud
        self._patch = patch
        self.now = now
        self.files = cloud.side.buckets["squad"]

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(kickoff, [*arguments, "--stack", "kickoff"])

    def done(self, *arguments: str) -> str:
        """Run a verb without confirmation; return its output."""
        result = self.run(*arguments, "--yes")
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    def tick(self, after: timedelta = timedelta()) -> int:
        """Run a tick of the prescaler; return the minimum that it leaves."""
        at = self.now + after
        self.cloud.advance(at)
        with self._patch.context() as function:
            function.setenv("KICKOFF_CONFIG", ADDRESS)
            function.setenv("KICKOFF_LEASE_TABLE", "leases")
            handler({"scheduled_time": at.isoformat()}, None)
        return self.cloud.autoscaling.targets[ScalableId.of("prices", "read")].minimum

    def at(self, minutes: int) -> str:
        """Return a kick-off some minutes from now."""
        return f"{self.now + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"

    @property
    def calendar(self) -> str:
        return self.files["config.yaml"].decode()


@pytest.fixture
def squad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Squad]:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    cloud = Cloud(Clock(now - timedelta(minutes=5)))
    cloud.add_table("prices", read=50, write=20)
    cloud.register("prices", "read", minimum=50, maximum=4000)
    cloud.add_table("leases", key="lease")
    cloud.side.stacks["kickoff"] = SimulatedStack({"Leases": "leases", "Calendar": ADDRESS})
    cloud.side.buckets["squad"] = {"config.yaml": CALENDAR.encode()}
    with on_laptop(cloud, tmp_path, monkeypatch):
        yield Squad(cloud, now, monkeypatch)


def test_a_match_added_within_its_window_is_raised_by_the_next_tick(squad: Squad) -> None:
    assert squad.tick() == 50

    said = squad.done("add", "Leeds v Derby", squad.at(5), "--profile", "match")

    assert "the window is open already" in said
    assert "50  1,200  Leeds v Derby" in said
    assert "more (prices of" in said
    assert squad.tick(MINUTE) == 1200


def test_a_match_added_to_a_stopped_stack_is_a_warning(squad: Squad) -> None:
    squad.run("stop")
    said = squad.done("add", "Leeds v Derby", squad.at(5), "--profile", "match")
    assert "stopped all changes, so nothing is raised: kickoff start ends that" in said
    assert squad.tick() == 50

    squad.run("start")
    assert "stopped all changes" not in squad.done("cancel", "Leeds v Derby")


def test_a_release_after_an_undo_keeps_what_the_next_match_needs(squad: Squad) -> None:
    squad.done("add", "Hull v Bury", squad.at(15), "--profile", "match")
    squad.done("add", "Leeds v Derby", squad.at(5), "--profile", "match")
    assert squad.tick() == 2400
    squad.done("undo")
    assert squad.tick(MINUTE) == 2400

    first = squad.done("release", "prices", "--why", "called off")
    assert squad.tick(2 * MINUTE) == 1200, first
    assert "is released too" not in first

    second = squad.done("release", "prices")
    assert squad.tick(3 * MINUTE) == 50
    assert "Hull v Bury, kick-off " in second
    assert "is released too: no tick raises prices.read for it again" in second
    assert "released: Leeds v Derby, Hull v Bury" in squad.run("status").output
    history = " ".join(squad.run("history").output.split())
    assert "release prices" in history
    assert "called off" in history


def test_an_undo_within_the_window_says_that_the_capacity_stays(squad: Squad) -> None:
    squad.done("add", "Leeds v Derby", squad.at(5), "--profile", "match")
    assert squad.tick() == 1200

    said = squad.done("undo")

    assert "the window of Leeds v Derby is open: its capacity stays until" in said
    assert "the new levels and the price above hold only after that" in said
    assert "kickoff release lowers it" in said
    assert "pings" not in said
    assert squad.tick(MINUTE) == 1200


def add_with_pings(squad: Squad, demand: str) -> None:
    """Add a match with a demand to a calendar that also warms `pricing`."""
    warmed = "  pricing: {function: pricing, warm: {baseline: 2, max: 90, every: 5m}}\nprofiles:"
    calendar = CALENDAR.replace("profiles:", warmed).replace("prices: {read: 1200}", demand)
    squad.files["config.yaml"] = calendar.encode()
    squad.done("add", "Leeds v Derby", squad.at(5), "--profile", "match")


def test_an_undo_within_the_window_says_that_pings_end_at_once(squad: Squad) -> None:
    add_with_pings(squad, "prices: {read: 1200}, pricing: {warm: 40}")

    assert "its pings end at once" in squad.done("undo")


def test_pings_alone_leave_no_capacity_behind(squad: Squad) -> None:
    add_with_pings(squad, "pricing: {warm: 40}")

    assert "is open" not in squad.done("undo")


def test_only_a_change_that_undo_takes_back_names_it(squad: Squad) -> None:
    assert "kickoff undo takes it back" in squad.done(
        "add", "Leeds v Derby", squad.at(60), "--profile", "match"
    )
    assert "kickoff undo takes it back" not in squad.done("undo")


def test_a_kick_off_in_the_past_is_a_warning_while_its_end_is_ahead(squad: Squad) -> None:
    said = squad.done("add", "Leeds v Derby", squad.at(-90), "--profile", "match")
    assert "its kick-off was" in said
    assert squad.tick() == 1200

    over = squad.run("add", "Derby v Bury", squad.at(-130), "--profile", "match", "--yes")
    assert over.exit_code == 2
    assert "it was over on" in over.output
    assert not over.output.startswith("add ")


def test_the_file_keeps_its_comments_and_its_order(squad: Squad) -> None:
    squad.done("add", "Leeds v Derby", squad.at(60), "--profile", "match", "--scale", "2.5")

    entry = f"  - {{name: Leeds v Derby, kickoff: {squad.at(60)}, profile: match, scale: 2.5}}\n"
    before, last, after = CALENDAR.partition("  # more to come\n")
    assert squad.calendar == before + entry + last + after


def test_nothing_is_changed_without_confirmation(squad: Squad) -> None:
    refused = squad.run("add", "Leeds v Derby", squad.at(5), "--profile", "match")
    assert refused.exit_code == 1
    assert squad.calendar == CALENDAR
    assert "Leeds" not in squad.run("history").output


def test_a_boost_is_a_level_and_not_an_addition(squad: Squad) -> None:
    squad.done("add", "Leeds v Derby", squad.at(5), "--profile", "match")
    squad.done("boost", "prices.read", "--for", "30m", "--level", "2000")
    assert squad.tick(timedelta(minutes=1)) == 2000

    pointless = squad.run("boost", "prices.read", "--for", "10m", "--level", "1500", "--yes")
    assert "would change nothing" in pointless.output


def test_a_boost_above_the_max_is_refused(squad: Squad) -> None:
    refused = squad.run("boost", "prices", "--for", "30m", "--level", "5000", "--yes")
    assert isinstance(refused.exception, ConfigError)
    assert "its max is 4000" in str(refused.exception)
    assert squad.calendar == CALENDAR


@pytest.mark.parametrize(
    "verb",
    [
        ("add", "Leeds v Derby", f"{DAY} 20:00", "--profile", "match", "--scale", "2"),
        ("boost", "prices", "--for", "30m", "--level", "2000"),
        ("move", "Hull v Stoke", "16:00"),
    ],
)
def test_a_change_above_a_cap_of_the_stack_is_refused(squad: Squad, verb: tuple[str, ...]) -> None:
    cap = {"MostUnits": "1300", "Leases": "leases", "Calendar": ADDRESS}
    squad.cloud.side.stacks["kickoff"] = SimulatedStack(cap)
    refused = squad.run(*verb, "--yes")
    assert isinstance(refused.exception, ConfigError)
    assert "accepted: 1,300, the stack's MostUnits" in str(refused.exception)
    assert squad.calendar == CALENDAR


def test_a_cancelled_match_comes_down_and_an_undo_raises_it_again(squad: Squad) -> None:
    squad.done("add", "Leeds v Derby", squad.at(5), "--profile", "match")
    assert squad.tick() == 1200

    squad.done("cancel", "leeds v derby", "--why", "floodlights")
    assert "status: cancelled" in squad.calendar
    assert squad.tick(timedelta(minutes=10)) == 50

    said = squad.done("undo")
    assert "by arn:aws:iam::123456789012:user/ops" in said
    assert squad.tick(timedelta(minutes=11)) == 1200


def test_undo_goes_back_step_by_step_to_the_first_text(squad: Squad) -> None:
    squad.done("add", "Leeds v Derby", squad.at(60), "--profile", "match")
    squad.done("move", "Leeds v Derby", squad.at(70))
    squad.done("boost", "prices", "--for", "1h", "--level", "2000")

    squad.done("undo")
    squad.done("undo")
    squad.done("undo")

    assert squad.calendar == CALENDAR
    assert "no change of kickoff is left to undo" in squad.run("undo", "--yes").output


def test_undo_refuses_after_a_change_by_somebody_else(squad: Squad) -> None:
    squad.done("add", "Leeds v Derby", squad.at(60), "--profile", "match")
    other = squad.calendar + "# a note of somebody else\n"
    squad.files["config.yaml"] = other.encode()

    refused = squad.run("undo", "--yes")

    assert refused.exit_code == 2
    assert "was changed in another way since" in refused.output
    assert squad.calendar == other


def test_a_change_by_somebody_else_during_the_confirmation_is_kept(
    squad: Squad, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = f"{CALENDAR}# a note of somebody else\n"

    def confirm(*_: object, **__: object) -> None:
        squad.files["config.yaml"] = other.encode()

    monkeypatch.setattr("click.confirm", confirm)
    refused = squad.run("add", "Leeds v Derby", squad.at(60), "--profile", "match")
    assert refused.exit_code == 1
    assert "somebody changed it meanwhile" in refused.output
    assert squad.calendar == other


def test_history_names_who_why_and_what_was_undone(squad: Squad) -> None:
    squad.done("add", "Cup tie", squad.at(60), "--profile", "match", "--why", "replay")
    squad.done("undo")
    _, undo, added, *_ = squad.run("history").output.splitlines()
    assert "user/ops  undo add Cup tie" in undo
    assert "user/ops  add Cup tie" in added
    assert "replay" in added
    assert "(undone)" in squad.run("history").output


def test_a_change_that_cannot_be_recorded_is_not_made(squad: Squad) -> None:
    def is_record(call: Call) -> bool:
        return call.operation == "dynamodb.PutItem"

    squad.cloud.faults.stand(is_record, Fault.DENIED)
    refused = squad.run("add", "Leeds v Derby", squad.at(60), "--profile", "match", "--yes")
    assert refused.exit_code == 1
    assert squad.calendar == CALENDAR


def test_a_change_that_cannot_be_written_leaves_no_record(squad: Squad) -> None:
    squad.cloud.faults.stand(lambda call: call.operation == "s3.PutObject", Fault.DENIED)
    refused = squad.run("add", "Leeds v Derby", squad.at(60), "--profile", "match", "--yes")
    assert refused.exit_code == 1
    assert "the change was not made" in refused.output
    assert "Leeds v Derby" not in squad.run("history").output


def test_a_calendar_in_the_deployment_package_is_refused_with_the_remedy(squad: Squad) -> None:
    outputs = {"Leases": "leases", "Calendar": "config.yaml"}
    squad.cloud.side.stacks["kickoff"] = SimulatedStack(outputs)
    refused = squad.run("add", "Leeds v Derby", squad.at(60), "--profile", "match", "--yes")
    assert refused.exit_code == 2
    assert "edit the file and run make deploy" in refused.output
    assert "kickoff push s3://BUCKET/config.yaml" in refused.output


@pytest.mark.parametrize("pinned", [f"{ADDRESS}?versionId=abc", "ssm:///squad/config.yaml:3"])
def test_an_address_of_one_version_is_refused(squad: Squad, pinned: str) -> None:
    refused = squad.run("undo", "--config", pinned, "--yes")
    assert refused.exit_code == 2
    assert "pins a version" in refused.output


def test_a_local_file_is_changed_and_the_answer_says_that_nothing_is_deployed(
    squad: Squad,
) -> None:
    Path("config.yaml").write_text(CALENDAR)
    arguments = ["add", "Leeds v Derby", squad.at(60), "--profile", "match", "--yes"]
    added = CliRunner().invoke(kickoff, arguments)
    assert "deployed functions have it after make deploy" in added.output
    assert "Leeds v Derby" in Path("config.yaml").read_text()

    CliRunner().invoke(kickoff, ["undo", "--yes"])
    assert Path("config.yaml").read_text() == CALENDAR
