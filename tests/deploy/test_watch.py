"""The metrics of alarms and dashboard against those that handlers publish in the simulator."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from kickoff.pricing import invoice
from kickoff.pricing.prices import DEFAULT_REGION, prices_of
from prescaler.adapters.lease_table import LeaseTable
from prescaler.model import Pause
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.throughput import TableUnits
from simulator.faults import Fault
from simulator.lambda_runtime import HandlerRuntime, aws_environment
from simulator.server import serve
from tests.template.model import ROOT, Template, load_template
from tests.template.transformed import DeployedStack

KICKOFF = datetime(2026, 12, 5, 12, 30, tzinfo=UTC)
CALENDAR = """\
version: 1
timezone: UTC
targets:
  prices: {table: prices, read: {baseline: 50, max: 4000}}
  pricing: {function: pricing, qualifier: live, warm: {baseline: 2, max: 200, every: 5m}}
profiles:
  match: {lasts: 2h, lead: 20m, demand: {prices: {read: 1200}, pricing: {warm: 4}}}
fixtures:
  - {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: match}
"""

SEARCHED = re.compile(r"""SEARCH\('\{Kickoff,([\w,]+)\} MetricName="(\w+)""")
STACK = {"KICKOFF_STACK": "kickoff"}
DAILY = ("preflight", "learning")


class PublishedMetric(NamedTuple):
    """A metric's name, its dimensions' names, and the value of the dimension Service."""

    name: str
    dimensions: frozenset[str]
    service: str | None = None


@pytest.fixture(scope="module")
def template() -> Template:
    return load_template()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> set[PublishedMetric]:
    """All metrics published from a fixture's window to its kick-off, on a day with a decrease.

    The event bus refuses the events. Then the calendar is broken, and everything is stopped.
    """
    path: Path = tmp_path_factory.mktemp("calendar") / "config.yaml"
    path.write_text(CALENDAR)
    opens = KICKOFF - timedelta(minutes=20)
    cloud = Cloud(Clock(opens))
    cloud.add_table("prices", read=50, write=20)
    cloud.register("prices", "read", minimum=50, maximum=4000)
    _count_a_decrease(cloud, opens)
    cloud.add_table("leases", key="lease")
    cloud.add_function("pricing")
    cloud.faults.stand(lambda call: call.operation == "events.PutEvents", Fault.DENIED)
    found = set()
    with (
        serve(cloud) as url,
        aws_environment(
            AWS_ENDPOINT_URL=url,
            AWS_ENDPOINT_URL_STS="http://127.0.0.1:9",  # no caller, so that no IAM is needed
            KICKOFF_CONFIG=str(path),
            KICKOFF_LEASE_TABLE="leases",
            KICKOFF_EVENT_BUS="default",
            **STACK,
        ),
    ):
        ticking = HandlerRuntime(["prescaler.handler.handler", "warmer.handler.handler"], 50)
        daily = HandlerRuntime([f"operations.{each}.handler.handler" for each in DAILY], 600)
        ticks = [(ticking, minute) for minute in (0, 10, 20, 21)]
        for runtime, minute in ((daily, 0), *ticks):
            at = opens + timedelta(minutes=minute)
            cloud.advance(at)
            if at > KICKOFF:
                path.write_text("version: 2")
                LeaseTable(Clients(Aws()), "leases").pause(Pause(None, "ops", stops_all=True))
            output = runtime.invoke({"scheduled_time": at.isoformat()})
            assert output.raised == []
            found |= {_metric(each.name, each.dimensions) for each in output.metrics}
    return found


@pytest.fixture(scope="module")
def published_of_feeds(tmp_path_factory: pytest.TempPathFactory) -> set[PublishedMetric]:
    """All metrics published with a feed that fails, a broken entry, and a level above a max."""
    folder: Path = tmp_path_factory.mktemp("feeds")
    match = "BEGIN:VEVENT\nUID:{0}\nSUMMARY:m{0}\nDTSTART:2026120{1}T123000Z\nEND:VEVENT\n"
    entries = "".join(match.format(number, 5) for number in range(4))
    broken = match.format(9, 5).replace("123000", "993000")
    (folder / "cup.ics").write_text(f"BEGIN:VCALENDAR\n{entries}{broken}END:VCALENDAR\n")
    path = folder / "config.yaml"
    feeds = "{ics: cup.ics, profile: match}, {url: 'https://127.0.0.1:9/x.ics', profile: match}"
    path.write_text(f"{CALENDAR}calendars: [{feeds}]\n")
    cloud = Cloud(Clock(KICKOFF))
    cloud.add_table("prices", read=50, write=20)
    cloud.add_table("leases", key="lease")
    with (
        serve(cloud) as url,
        aws_environment(
            AWS_ENDPOINT_URL=url,
            KICKOFF_CONFIG=str(path),
            KICKOFF_LEASE_TABLE="leases",
            **STACK,
        ),
    ):
        names = ["prescaler.handler.handler", "operations.feeds.handler.handler"]
        output = HandlerRuntime(names, 50).invoke({"scheduled_time": KICKOFF.isoformat()})
    assert output.raised == []
    return {_metric(each.name, each.dimensions) for each in output.metrics}


def test_every_alarms_metric_is_published(
    template: Template,
    published: set[PublishedMetric],
    published_of_feeds: set[PublishedMetric],
) -> None:
    alarms = [template.properties(name) for name in template.of_type("AWS::CloudWatch::Alarm")]
    watched = [_of(alarm) for alarm in alarms if alarm["Namespace"] == "Kickoff"]
    assert len(watched) == len(alarms) - 1
    assert set(watched) <= published | published_of_feeds
    [other] = (alarm for alarm in alarms if alarm["Namespace"] != "Kickoff")
    assert (other["Namespace"], other["MetricName"]) == ("AWS/SQS", "NumberOfMessagesSent")


def test_every_metric_on_the_dashboard_is_published(
    dashboard: dict[str, Any], published: set[PublishedMetric]
) -> None:
    shown = set()
    for metric in _metrics(dashboard):
        if metric[0] == "Kickoff":
            shown.add(_metric(metric[1], dict([metric[2:4], metric[4:6]])))
        else:
            found = SEARCHED.findall(metric[0].get("expression", ""))
            shown |= {PublishedMetric(name, frozenset(names.split(","))) for names, name in found}
    assert len(shown) > 15
    assert shown <= published


def test_the_dashboard_shows_all_metrics_except_details_of_waves(
    dashboard: dict[str, Any], published: set[PublishedMetric]
) -> None:
    details = {"HoldTime", "PingErrors", "PingThrottled", "PingTimeouts", "WaveSpread"}
    text = json.dumps(dashboard)
    assert {each.name for each in published if each.name not in text} == details


def test_the_dashboard_and_plans_have_the_same_prices(dashboard: dict[str, Any]) -> None:
    text = json.dumps(dashboard)
    prices = prices_of(DEFAULT_REGION)
    for price in (prices.read_unit_hour, prices.write_unit_hour):
        assert f"* {price}" in text


def test_the_running_cost_counts_every_alarm(template: Template) -> None:
    alarms = template.of_type("AWS::CloudWatch::Alarm")
    assert sum("Condition" not in template.resource(each) for each in alarms) == invoice.ALARMS


def test_every_alarm_has_an_action_an_instruction_and_a_runbook_link(
    template: Template,
) -> None:
    runbook = (ROOT / "docs" / "operations.md").read_text()
    sections = re.findall(r"^## (.+)$", runbook, re.MULTILINE)
    anchors = {section.lower().replace(" ", "-") for section in sections}
    for name in template.of_type("AWS::CloudWatch::Alarm"):
        alarm = template.properties(name)
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
        instruction = re.search(r"Do: .+ docs/operations\.md#([\w-]+)$", alarm["AlarmDescription"])
        assert instruction, name
        assert instruction[1] in anchors
        assert len(alarm["AlarmDescription"]) <= 1024


@pytest.fixture(scope="module")
def dashboard() -> dict[str, Any]:
    """The body of the dashboard as CloudFormation fills it in."""
    stack = DeployedStack({"TableNames": "bets,prices", "Feeds": "cup"})
    [dashboard] = stack.resources("AWS::CloudWatch::Dashboard").values()
    filled: dict[str, Any] = json.loads(dashboard["Properties"]["DashboardBody"])
    return filled


def _count_a_decrease(cloud: Cloud, at: datetime) -> None:
    provisioned = cloud.table("prices").parts[None].provisioned
    assert provisioned is not None
    provisioned.count(TableUnits(0, 0), at)


def _metrics(dashboard: dict[str, Any]) -> list[list[Any]]:
    return [
        metric
        for widget in dashboard["widgets"]
        for metric in widget["properties"].get("metrics", [])
    ]


def _of(alarm: dict[str, Any]) -> PublishedMetric:
    dimensions = {each["Name"]: each["Value"] for each in alarm["Dimensions"]}
    return _metric(alarm["MetricName"], dimensions)


def _metric(name: str, dimensions: Mapping[str, str]) -> PublishedMetric:
    return PublishedMetric(name, frozenset(dimensions), dimensions.get("Service"))
