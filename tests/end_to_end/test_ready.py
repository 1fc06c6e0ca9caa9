"""`kickoff ready`: go, then no-go for each kind of evidence that is broken, with its sentence."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import boto3
import pytest

from operations.cli.options import this_minute
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Fault
from tests.end_to_end.deployment import OPS, ROLE, TICKING, TOPIC, Deployment, deployed

MINUTE = timedelta(minutes=1)
TOMORROW = timedelta(hours=14, minutes=21)


def calendar(ahead: timedelta = TOMORROW, read: int = 1200) -> str:
    """Return a calendar with a match some time ahead."""
    kickoff = this_minute() + ahead
    return f"""\
version: 1
timezone: UTC
targets:
  prices: {{table: prices, read: {{baseline: 50, max: 100000}}}}
  pricing: {{function: pricing, qualifier: live, warm: {{baseline: 2, max: 200, every: 1m}}}}
profiles:
  match: {{lasts: 2h, lead: 20m, demand: {{prices: {{read: {read}}}, pricing: {{warm: 4}}}}}}
fixtures:
  - {{name: Leeds v Derby, kickoff: "{kickoff:%Y-%m-%d %H:%M}", profile: match}}
"""


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    """A stack on the evening before, after a tick of its functions."""
    cloud = Cloud(Clock(this_minute() - 10 * MINUTE))
    cloud.add_table("prices", read=50, write=20)
    cloud.register("prices", "read", minimum=50, maximum=4000)
    cloud.add_function("pricing")
    with deployed(cloud, tmp_path, monkeypatch) as stack:
        stack.upload(calendar())
        stack.tick(this_minute() - 3 * MINUTE)
        yield stack


def ready(stack: Deployment, *arguments: str) -> tuple[int, str]:
    """Return the exit code and the output."""
    done = stack.run("ready", *arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_the_evening_before_it_is_a_go_with_all_evidence(stack: Deployment) -> None:
    code, output = ready(stack)
    first, *lines = output.splitlines()
    assert code == 0, output
    assert first.startswith("GO for Leeds v Derby, ")
    assert "(in 14 h" in first
    shown = re.sub(" +", " ", output)
    for line in (
        "ok calendar valid, in use by the prescaler and the warmer",
        "ok stop, pause none",
        "ok quotas MaxCapacity, quotas and concurrency are enough",
        "ok permissions IAM allows each call of the stack's roles",
        "ok alarms 13, none rings",
        "ok alarms' readers 1 confirmed",
        "ok changes no command changed the calendar",
    ):
        assert line in shown, output
    assert "prices.read 50 now, 1,200 from " in shown
    assert "pricing.warm its guard answers; 4 from " in shown
    assert all(len(line) <= 80 for line in lines), output


def test_a_raise_that_takes_time_says_that_kickoff_begins_it_in_time(stack: Deployment) -> None:
    stack.upload(calendar(read=3500))
    _, output = ready(stack)
    assert (
        "\nthe slowest link is prices.read: 15 min. kickoff begins in time: nothing to do\n"
    ) in output


@pytest.mark.parametrize("order", ["stop", "pause"])
def test_under_a_stop_or_a_pause_nothing_is_said_to_begin_in_time(
    stack: Deployment, order: str
) -> None:
    stack.upload(calendar(read=3500))
    stack.run(order, *(("--hours", "72") if order == "pause" else ()))

    code, output = ready(stack)

    assert code == 1
    assert "\nthe slowest link is prices.read: 15 min\n" in output
    assert "begins" not in output
    assert "nothing to do" not in output


@pytest.mark.parametrize(
    ("arm", "said"), [("true", r"armed until \w{3} \d\d:\d\d"), ("false", "not raised")]
)
def test_the_last_line_says_what_happens_if_kickoff_dies(
    stack: Deployment, arm: str, said: str
) -> None:
    armed = calendar().replace("{table: prices,", f"{{table: prices, arm: {arm},")
    stack.upload(armed)
    stack.run("prescale")
    _, output = ready(stack)
    last = output.splitlines()[-1]
    assert re.fullmatch(f"if kickoff dies now: {said}: prices.read; cold: pricing.warm", last)


def test_each_line_of_a_no_go_fits_a_terminal_with_the_remedies_below(stack: Deployment) -> None:
    deny(stack, "dynamodb.Scan")
    ring(stack)
    _, output = ready(stack)
    _, table, alone, remedies = output.split("\n\n")
    assert alone == "if kickoff dies now: cold: pricing.warm; unknown: prices.read"
    assert all(len(line) <= 80 for line in table.splitlines()), output
    assert table.splitlines()[1].split() == ["NO", "alarms", "ringing:", "ticks-missed"]
    assert table.splitlines()[2].startswith("?   stop, pause, leases  dynamodb:Scan of the lease")
    assert remedies.startswith(
        "- alarms: ringing: ticks-missed. Do: docs/operations.md has a section for each alarm\n"
    )


def deny(stack: Deployment, operation: str) -> None:
    stack.cloud.faults.stand(lambda call: call.operation == operation, Fault.DENIED)


def ring(stack: Deployment) -> None:
    change_alarm(stack, "kickoff-ticks-missed", state="ALARM")


def change_alarm(stack: Deployment, name: str, **changes: object) -> None:
    alarms = stack.cloud.side.alarms
    alarms[name] = replace(alarms[name], **changes)  # type: ignore[arg-type]


def forget_ticks(stack: Deployment) -> None:
    """Have the last tick of the warmer half an hour ago, and none of the prescaler."""
    stack.cloud.published = type(stack.cloud.published)()
    stack.invoke(this_minute() - 30 * MINUTE, TICKING[1])


def break_in_functions(stack: Deployment) -> None:
    """Break the calendar for a tick, and mend it."""
    stack.upload("version: 2\n")
    stack.tick(this_minute() - 2 * MINUTE)
    stack.upload(calendar())


def raise_demand(stack: Deployment) -> None:
    stack.upload(calendar(read=5000))


def deploy_new_version(stack: Deployment) -> None:  # noqa: ARG001 (as all)
    """Move the alias to a version that no ping has reached."""
    with closing(boto3.client("lambda")) as client:
        client.update_function_configuration(FunctionName="pricing", Timeout=7)
        version = client.publish_version(FunctionName="pricing")["Version"]
        client.update_alias(FunctionName="pricing", Name="live", FunctionVersion=version)


# The subject, the change, and a part of the output.
BROKEN: list[tuple[str, Callable[[Deployment], object], str]] = [
    (
        "the newest calendar",
        lambda s: s.upload("version: 2\n"),
        "- calendar: s3://squad/config.yaml:1:10: version: the calendar has format 2",
    ),
    (
        "the calendar in the functions",
        break_in_functions,
        "calendar: the prescaler and the warmer cannot use the newest version",
    ),
    ("ticks of the prescaler", forget_ticks, "prescaler ticks: none in the last hour"),
    ("ticks of the warmer", forget_ticks, "warmer ticks: none for 2"),
    ("a stop", lambda s: s.run("stop"), "stop, pause: stopped by "),
    (
        "an observed target",
        lambda s: s.upload(f"mode: observe\n{calendar()}"),
        "prices.read: mode: observe, so nothing is raised",
    ),
    (
        "a version without an answer of its guard",
        deploy_new_version,
        "pricing.warm: no guard of version 2 has answered yet. Do: kickoff warm pricing --count 1",
    ),
    (
        "a function that does not exist",
        lambda s: s.upload(calendar().replace("function: pricing", "function: prcing")),
        "pricing: lambda:GetFunctionConfiguration of prcing:live found nothing of that name",
    ),
    ("MaxCapacity", raise_demand, "prices.read: MaxCapacity 4000 is below the 5000 needed"),
    ("a quota", lambda s: s.upload(calendar(read=90_000)), "the quota of a table is 40,000"),
    (
        "a permission",
        lambda s: s.cloud.side.denied.add((f"{ROLE}/prescaler", "dynamodb:UpdateTable")),
        "prices: role/prescaler may not dynamodb:UpdateTable on table/prices. Do: deploy again",
    ),
    ("an alarm that rings", ring, "alarms: ringing: ticks-missed"),
    (
        "an alarm without actions",
        lambda s: change_alarm(s, "kickoff-warmer-silent", enabled=False),
        "alarms: disabled: warmer-silent",
    ),
    (
        "an alarm of another topic",
        lambda s: change_alarm(s, "kickoff-warmer-silent", actions=()),
        "alarms: without the stack's topic: warmer-silent",
    ),
    (
        "a missing alarm",
        lambda s: s.cloud.side.alarms.pop("kickoff-unready-fixture"),
        "alarms: missing: unready-fixture. Do: make deploy",
    ),
    (
        "an address that has not confirmed",
        lambda s: s.cloud.side.topics[TOPIC].confirmed.update({OPS: False}),
        f"alarms' readers: not confirmed: {OPS}. Do: open the mail",
    ),
    (
        "no subscription",
        lambda s: s.cloud.side.topics[TOPIC].confirmed.clear(),
        "alarms' readers: nobody subscribes to the topic of the alarms",
    ),
]
UNREAD = {
    "dynamodb.Scan": "stop, pause, leases: dynamodb:Scan of the lease table leases",
    "dynamodb.DescribeTable": "prices.read: dynamodb:DescribeTable",
    "dynamodb.DescribeLimits": "dynamodb:DescribeLimits of the account in eu-west-1 is denied",
    "dynamodb.GetItem": "changes: ",
    "cloudwatch.GetMetricData": "prescaler ticks: cloudwatch:GetMetricData of Tick is denied",
    "cloudwatch.DescribeAlarms": "alarms: cloudwatch:DescribeAlarms of kickoff is denied",
    "sns.ListSubscriptionsByTopic": "sns:ListSubscriptionsByTopic of kickoff-alarms is denied",
    "iam.SimulatePrincipalPolicy": "iam:SimulatePrincipalPolicy of arn:aws:iam::123456789012",
    "lambda.ListAliases": "pricing.warm: the version of pricing:live cannot be read",
}


@pytest.mark.parametrize(
    ("broken", "sentence"), [each[1:] for each in BROKEN], ids=[each[0] for each in BROKEN]
)
def test_a_no_go_names_what_is_wrong(
    stack: Deployment, broken: Callable[[Deployment], object], sentence: str
) -> None:
    broken(stack)
    code, output = ready(stack)
    assert code == 1, output
    assert output.splitlines()[0].startswith(("NO-GO for Leeds v Derby", "the calendar cannot"))
    assert sentence in output


def test_evidence_that_cannot_be_read_is_no_go_and_hides_no_other(stack: Deployment) -> None:
    for operation in UNREAD:
        deny(stack, operation)
    code, output = ready(stack, "--format", "json")
    data = json.loads(output)
    unknown = [
        f"{each['subject']}: {each['found']}"
        for each in data["evidence"]
        if each["state"] == "unknown"
    ]
    assert (code, data["verdict"]) == (1, "no-go")
    for operation, sentence in UNREAD.items():
        assert any(sentence in each for each in unknown), (operation, unknown)


def test_capacity_is_read_back_and_containers_are_counted_in_the_window(stack: Deployment) -> None:
    stack.upload(calendar(9 * MINUTE))
    for minutes in (2, 1, 0):
        stack.tick(this_minute() - minutes * MINUTE)

    code, output = ready(stack)

    assert code == 0, output
    assert "1,200 of 1,200 read back, " in output
    assert "4 of 4 warm at " in output


def test_before_kickoff_a_raise_that_is_not_there_is_no_go(stack: Deployment) -> None:
    stack.upload(calendar(4 * MINUTE))
    code, output = ready(stack)
    assert code == 1, output
    assert "prices.read: 50 live, 1,200 needed in " in output
    assert "Do: kickoff status has the reason" in output


def test_changes_since_the_fixture_before_are_shown_and_change_no_verdict(
    stack: Deployment,
) -> None:
    at = f"{this_minute() + TOMORROW:%Y-%m-%d} 23:59"
    moved = stack.run("move", "Leeds v Derby", "--yes", "--why", "replay", at)
    assert moved.exit_code == 0, moved.output
    code, output = ready(stack)
    assert code == 0, output
    assert "1 to know" in output.splitlines()[0]
    assert "note  changes" in output
    assert "ops" in output


def test_json_has_the_verdict_and_each_piece_of_evidence(stack: Deployment) -> None:
    code, output = ready(stack, "--format", "json")
    data = json.loads(output)
    assert (code, data["verdict"], data["fixture"], data["against"]) == (
        0,
        "go",
        "Leeds v Derby",
        0,
    )
    assert {each["state"] for each in data["evidence"]} == {"good"}
    ring(stack)
    code, output = ready(stack, "--format", "json")
    data = json.loads(output)
    assert (code, data["verdict"], data["evidence"][0]["found"]) == (
        1,
        "no-go",
        "ringing: ticks-missed",
    )


def test_ticks_prove_nothing_about_a_calendar_that_only_the_laptop_has(stack: Deployment) -> None:
    Path("draft.yaml").write_text(calendar())
    code, output = ready(stack, "--config", "draft.yaml")
    assert code == 1, output
    assert "calendar: valid in draft.yaml; no tick shows that the functions use it" in output
    assert "in use by" not in output


def test_the_page_has_the_verdict_and_the_remedies(stack: Deployment) -> None:
    ring(stack)
    code, output = ready(stack, "--format", "html")
    assert code == 1
    assert "<h1>NO-GO: Leeds v Derby</h1>" in output
    assert "ringing: ticks-missed" in output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("Leeds v Debry",), "did you mean 'Leeds v Derby'?"),
        (("leeds v derby", "--on", "2020-01-01"), "Leeds v Derby has no kick-off on 2020-01-01"),
    ],
)
def test_an_unknown_fixture_is_wrong_use(
    stack: Deployment, arguments: tuple[str, ...], says: str
) -> None:
    code, output = ready(stack, *arguments)
    assert code == 2
    assert says in output
