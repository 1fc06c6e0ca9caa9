"""The invoice counts what CloudWatch, Lambda and DynamoDB charge for."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.invoice.accounts import expected_usage, served_account
from benchmarks.invoice.usage import LEASE_TABLE, MeasuredUsage, measure
from kickoff.calendar import load
from kickoff.pricing.invoice import MONTH_HOURS, Usage, bill
from kickoff.pricing.prices import DEFAULT_REGION, prices_of
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Call
from simulator.lambda_runtime import HandlerOutput
from tests.unit.kickoff.files import BASE

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MATCH = "fixtures: [{name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match}]\n"
START = datetime(2026, 12, 5, 12, 30, tzinfo=UTC)
DIRECTIVE = {"Dimensions": [["Service"]], "Metrics": [{"Name": "Tick"}]}


@pytest.fixture
def cloud() -> Cloud:
    cloud = Cloud(Clock(START))
    cloud.add_table(LEASE_TABLE, key="lease")
    return cloud


def usage_of(cloud: Cloud, minutes: int, *calls: Call) -> MeasuredUsage:
    """The usage of ticks that publish one metric each and make some calls."""

    def invoke(event: Mapping[str, object]) -> HandlerOutput:
        assert "scheduled_time" in event
        output = HandlerOutput()
        line = {"_aws": {"CloudWatchMetrics": [DIRECTIVE]}, "Service": "warmer", "Tick": [1]}
        output.write(json.dumps(line))
        cloud.calls.extend(calls)
        return output

    return measure(cloud, invoke, START, minutes, serve=lambda _: None)


def test_a_metric_is_charged_once_for_each_hour_of_the_clock_with_a_value(cloud: Cloud) -> None:
    assert usage_of(cloud, 30).series == 1
    assert usage_of(cloud, 31).series == 2


def test_each_metric_that_is_read_and_each_event_is_charged(cloud: Cloud) -> None:
    read = Call("cloudwatch.GetMetricData", {"MetricDataQueries": [{}, {}, {}]})
    sent = Call("events.PutEvents", {"Entries": [{}, {}]})
    usage = usage_of(cloud, 10, read, sent)
    assert (usage.metric_reads, usage.events) == (30, 20)
    assert usage.calls == {"cloudwatch.GetMetricData": 10, "events.PutEvents": 10}


def test_leases_are_charged_by_their_size(cloud: Cloud) -> None:
    item = {"lease": {"S": "prices"}, "entries": {"S": "x" * 5_000}}
    cloud.items(LEASE_TABLE).put(item, lambda _: True)
    usage = usage_of(cloud, 1, Call("dynamodb.Scan", {}), Call("dynamodb.PutItem", {"Item": item}))
    assert (usage.read_units, usage.write_units) == (2, 5)


def test_functions_wait_for_each_call_and_once_for_a_wave(cloud: Cloud) -> None:
    calls = [Call("dynamodb.DescribeTable", {})] * 100
    pings = [Call("lambda.Invoke", {})] * 100
    assert usage_of(cloud, 1, *calls).lambda_s == pytest.approx(3, abs=0.3)
    assert usage_of(cloud, 1, *pings).lambda_s == pytest.approx(1, abs=0.3)


def test_a_metric_of_all_hours_costs_its_price_of_a_month() -> None:
    def metrics(series: float) -> float:
        return bill(Usage(series=series), MONTH_HOURS, prices_of(DEFAULT_REGION))[0].dollars

    assert metrics(730) - metrics(0) == pytest.approx(0.30)


def test_usages_are_scaled_and_added() -> None:
    day = MeasuredUsage(series=10, log_bytes=5, calls=Counter({"lambda.Invoke": 2}))
    month = day.times(30).plus(Usage(series=1))
    assert (month.series, month.log_bytes, month.free_calls) == (301, 150, 60)


def test_a_plan_expects_what_ticks_of_the_handlers_are_billed(tmp_path: Path) -> None:
    """An hour without a fixture, and one of a match for a table and a function."""
    path = tmp_path / "config.yaml"
    path.write_text(BASE + MATCH)
    calendar = load(path)
    with served_account(calendar, path, NOON - 4 * HOUR) as account:
        account.run(NOON - 4 * HOUR, 60)  # the first containers start
        billed = [(at, account.run(at, 60)) for at in (NOON - 3 * HOUR, NOON + HOUR)]

    for at, measured in billed:
        expected = expected_usage(calendar, at, at + HOUR)
        assert expected.series == pytest.approx(measured.series, rel=0.2)
        assert expected.log_bytes == pytest.approx(measured.log_bytes, rel=0.1)
        assert expected.invocations == measured.invocations
        assert expected.metric_reads == pytest.approx(measured.metric_reads, rel=0.3)
        assert expected.read_units == pytest.approx(measured.read_units, rel=0.4)
        assert expected.write_units == pytest.approx(measured.write_units, rel=0.4)
