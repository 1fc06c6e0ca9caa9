"""The life of the stack in an account: deployed from a release, ticking, updated, deleted.

Everything is done with the files of the release alone. The tests run in order and build on each
other.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kickoff.calendar.sources import load
from kickoff.environment import environment
from operations.feeds.handler import make_application
from operations.feeds.refresh import RefreshOutcome
from tests.deploy.account import NUMBER, PYTHON, REGION, Account, account, until
from tests.deploy.release import make_release
from tests.template.model import ROOT, load_template
from tests.unit.operations.feeds.publisher import Publisher, feed, publishing

pytestmark = pytest.mark.skipif(
    sys.platform != "linux",
    reason="functions are built for this machine and run as in Lambda, on Linux",
)

BUCKET, KEY = "squad", "kickoff/config.yaml"
CALENDAR = f"s3://{BUCKET}/{KEY}"
ARN = f"arn:aws:lambda:{REGION}:{NUMBER}"

KICK_OFF = datetime.now(UTC) + timedelta(minutes=50)
TARGETS = """\
version: 1
timezone: UTC
targets:
  prices: {table: prices, read: {baseline: 5, max: 50}}
  pricing:
    {function: pricing, qualifier: live, warm: {baseline: 3, max: 9, every: 1m}}
"""
SETTLEMENT = """\
  settlement:
    {function: settlement, qualifier: live, warm: {baseline: 2, max: 9, every: 1m}}
"""
OTHER = "210987654321"
ROLE = f"arn:aws:iam::{OTHER}:role/kickoff"
ELSEWHERE = f"""\
  odds:
    function: odds
    qualifier: live
    role_arn: {ROLE}
    warm: {{baseline: 2, max: 9, every: 1m}}
"""
FINAL = f"""\
profiles:
  final: {{lasts: 12h, lead: 1h, demand: {{prices: {{read: 20}}}}}}
fixtures:
  - {{name: Cup final, kickoff: "{KICK_OFF:%Y-%m-%d %H:%M}", profile: final}}
"""


PROFILE = """\
profiles:
  final: {lasts: 12h, lead: 1h, demand: {prices: {read: 30}}}
"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """An account with a calendar in S3."""
    if not PYTHON.exists():
        pytest.fail("the emulated account is not installed; run `make account`")
    if not list(PYTHON.parents[1].glob("lib/python3.13")):
        pytest.skip("ministack runs functions in its own Python, which is not Lambda's version")
    release = make_release(tmp_path_factory.mktemp("release"))
    with account(tmp_path_factory.mktemp("account"), release) as here:
        here.client("s3").create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        yield here


@pytest.fixture(scope="module")
def stack(here: Account) -> dict[str, str]:
    """The outputs of the deployed stack. The calendar's targets are in the account."""
    calendar = here.release.folder / "config.yaml"
    calendar.write_text(TARGETS)
    here.kickoff("push", CALENDAR, "--config", "config.yaml", "--yes")
    here.name(CALENDAR)
    here.deploy()
    outputs = here.outputs()
    here.add_table("prices", reads=5)
    here.add_guarded("pricing", outputs["PythonGuardLayer"])
    return outputs


def calendars(publisher: Publisher) -> str:
    """Return the part of a calendar that names the publisher's feed."""
    return f"calendars: [{{url: '{publisher.url()}', profile: final}}]\n"


def refresh(here: Account, folder: str, publisher: Publisher) -> None:
    """Run `kickoff feed refresh`; the fetcher trusts the publisher on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KICKOFF_CONFIG", CALENDAR)
        patch.setenv("KICKOFF_FEEDS", folder)
        for name, value in here.environment.items():
            patch.setenv(name, value)
        application = make_application(environment(), publisher.fetcher())
        calendar = load(CALENDAR)
        [feed] = calendar.published
        refreshed = application.refresher.refresh(feed, calendar, datetime.now(UTC))
    assert refreshed.outcome is RefreshOutcome.ACCEPTED, refreshed.reason


def write(here: Account, calendar: str) -> None:
    here.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=calendar.encode())


def warmed(here: Account, warmer: str) -> set[tuple[str, float, float]]:
    """Return function, requested and distinct containers of every wave so far."""
    waves = [json.loads(line) for line in here.logged(warmer) if '"WarmDistinct":' in line]
    return {(w["Function"], w["WarmRequested"][0], w["WarmDistinct"][0]) for w in waves}


def test_the_schedule_runs_the_warmer_and_each_ping_reaches_its_own_container(
    here: Account, stack: dict[str, str]
) -> None:
    until(lambda: ("pricing:live", 3, 3) in warmed(here, stack["Warmer"]))


def test_the_waves_are_recorded_in_the_lease_table(here: Account, stack: dict[str, str]) -> None:
    until(lambda: warmed(here, stack["Warmer"]))
    records = here.client("dynamodb").scan(TableName=stack["Leases"])["Items"]
    keys = {item["lease"]["S"] for item in records}
    assert "warmer|pings|||pricing:live" in keys
    assert [line for line in here.logged(stack["Warmer"]) if "have no record" in line] == []


@pytest.mark.parametrize("function", ["Warmer", "Prescaler"])
def test_no_call_of_a_tick_is_denied(here: Account, stack: dict[str, str], function: str) -> None:
    until(lambda: any('"Tick"' in line for line in here.logged(stack[function])))
    assert [line for line in here.logged(stack[function]) if "denied" in line.lower()] == []


def test_the_daily_check_finds_no_missing_permission(here: Account, stack: dict[str, str]) -> None:
    answer = here.client("lambda").invoke(FunctionName=stack["Preflight"], Payload=b"{}")
    findings = [each["what"] for each in json.loads(answer["Payload"].read())["findings"]]
    assert [each for each in findings if "may not" in each or "denied" in each] == []


def test_an_upgrade_to_the_deployed_release_changes_nothing(
    here: Account, stack: dict[str, str]
) -> None:
    assert stack["Version"] in here.kickoff("--version")
    assert "nothing to do" in here.kickoff("upgrade", "--check", "--stack", "kickoff")


def test_deploying_an_unchanged_release_changes_nothing(
    here: Account, stack: dict[str, str]
) -> None:
    assert "No changes to deploy" in here.deploy()
    assert here.outputs() == stack


def test_a_guided_deployment_proposes_the_names_in_the_calendar(
    here: Account, stack: dict[str, str]
) -> None:
    enter = "\n" * len(["stack", "region", *load_template().document["Parameters"]])
    output = here.deploy("--guided", answers=f"{enter}n\n\n\nn\n")  # confirm, save: no
    assert f"Parameter FunctionArns [{ARN}:function:pricing:live]" in output
    assert here.outputs()["Warmer"] == stack["Warmer"]


def test_a_target_added_by_an_update_is_warmed(here: Account, stack: dict[str, str]) -> None:
    here.add_guarded("settlement", stack["PythonGuardLayer"])
    write(here, TARGETS + SETTLEMENT)
    here.name(CALENDAR)
    here.deploy()
    until(lambda: ("settlement:live", 2, 2) in warmed(here, stack["Warmer"]))


def test_a_new_fixture_raises_its_table_and_sends_an_event(
    here: Account, stack: dict[str, str]
) -> None:
    assert here.reads("prices") == 5
    changes = here.add_events_queue()
    write(here, TARGETS + SETTLEMENT + FINAL)  # no deployment
    until(lambda: here.reads("prices") == 20)
    messages = here.client("sqs").receive_message(QueueUrl=changes, WaitTimeSeconds=5)["Messages"]
    event = json.loads(messages[0]["Body"])
    assert (event["source"], event["detail-type"]) == ("kickoff", "Capacity Change")
    assert event["detail"]["because"] == ["Cup final"]
    assert not any("EventsLost" in line for line in here.logged(stack["Prescaler"]))


def test_ready_proves_all_but_the_readers_of_the_alarms(
    here: Account, stack: dict[str, str]
) -> None:
    """Only a stack without an alarm address misses something."""
    said = here.kickoff("ready", "--stack", "kickoff", "--format", "json", code=1)
    evidence = {each["subject"]: each for each in json.loads(said)["evidence"]}
    against = {name for name, each in evidence.items() if each["state"] in {"bad", "unknown"}}
    assert against == {"alarms' readers"}, (said, stack)
    assert evidence["prescaler ticks"]["found"].startswith("the last one ")
    assert evidence["permissions"]["state"] == "good"
    assert evidence["prices.read"]["found"].startswith("20 of 20 read back")


def test_a_target_of_another_account_is_warmed_in_its_role(
    here: Account, stack: dict[str, str]
) -> None:
    other = replace(here, number=OTHER)
    write(here, TARGETS + SETTLEMENT + ELSEWHERE)
    names = here.directory / "names.yaml"
    names.write_text(here.kickoff("iam", "--config", CALENDAR, "--role", ROLE))
    kickoff = (f"KickoffAccount={NUMBER}", f"KickoffRoleArns={stack['KickoffRoleArns']}")
    outputs = other.deploy_beside("member.yaml", "kickoff-member", f"file://{names}", *kickoff)
    assert outputs["RoleArn"] == ROLE
    other.add_guarded("odds")  # layers belong to their account
    here.name(CALENDAR)
    here.deploy()
    until(lambda: ("odds:live", 2, 2) in warmed(here, stack["Warmer"]))


@pytest.fixture(scope="module")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    """A publisher of one final that starts soon."""
    with publishing(tmp_path_factory.mktemp("publisher")) as running:
        running.publish(feed(("Semi-final", f"{KICK_OFF:%Y%m%dT%H%M%SZ}")))
        yield running


def test_a_fixture_of_a_feed_raises_its_table(
    here: Account, stack: dict[str, str], publisher: Publisher
) -> None:
    write(here, TARGETS + SETTLEMENT + PROFILE + calendars(publisher))
    here.name(CALENDAR)
    here.deploy()
    folder = here.outputs()["FeedFolder"]
    refresh(here, folder, publisher)
    until(lambda: here.reads("prices") == 30)
    assert not any("denied" in line.lower() for line in here.logged(stack["Prescaler"]))


def test_the_function_that_fetches_stores_the_reason_of_a_failure(
    here: Account,
) -> None:
    """The publisher is on this machine, so the function refuses its address, and says so."""
    [function] = [
        each["FunctionName"]
        for each in here.client("lambda").list_functions()["Functions"]
        if each["Handler"] == "operations.feeds.handler.handler"
    ]
    answer = here.client("lambda").invoke(FunctionName=function, Payload=b"{}")
    [refreshed] = json.loads(answer["Payload"].read())["feeds"]
    assert (refreshed["outcome"], refreshed["reason"]) == (
        "failed",
        "127.0.0.1 has the address 127.0.0.1, which is not public",
    )
    bucket, _, folder = here.outputs()["FeedFolder"].removeprefix("s3://").partition("/")
    key = f"{folder}/{refreshed['feed']}.json"
    stored = here.client("s3").get_object(Bucket=bucket, Key=key)
    assert json.load(stored["Body"])["failure"] == refreshed["reason"]
    assert here.reads("prices") == 30


def test_a_calendar_is_read_from_its_appconfig_profile(
    here: Account, stack: dict[str, str]
) -> None:
    parameters = (f"{each}={stack[each]}" for each in ("ValidatorArn", "CalendarAlarmArn"))
    address = here.deploy_beside("appconfig.yaml", "kickoff-calendar", *parameters)["Address"]
    calendar = here.directory / "calendar.yaml"
    calendar.write_text(TARGETS.replace("baseline: 3", "baseline: 4"))
    here.kickoff("push", address, "--config", str(calendar), "--yes")
    here.name(address)
    here.deploy()
    until(lambda: ("pricing:live", 4, 4) in warmed(here, stack["Warmer"]))


def test_a_stack_restores_raised_capacity_before_deletion(
    here: Account, stack: dict[str, str]
) -> None:
    here.run("make", "undeploy", "SAM=--no-prompts --region eu-west-1", cwd=ROOT)
    assert here.reads("prices") == 5
    assert here.client("scheduler").list_schedules()["Schedules"] == []
    functions = here.client("lambda").list_functions()["Functions"]
    assert {each["FunctionName"] for each in functions} == {"pricing", "settlement"}
    # Leases exist nowhere else, and functions still use the guards.
    assert stack["Leases"] in here.client("dynamodb").list_tables()["TableNames"]
    assert here.client("lambda").get_layer_version_by_arn(Arn=stack["PythonGuardLayer"])
