"""The unmodified handler against an account with limits and live traffic."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays
from simulator.faults import Call, Fault
from simulator.lambda_runtime import InvocationContext, aws_environment
from simulator.server import serve
from simulator.traffic import Traffic
from simulator.traits import Traits
from tests.unit.simulator.times import NOON, minutes
from tests.unit.warmer.calendars import written
from warmer.handler import handler

pytestmark = pytest.mark.usefixtures("_unhurried")

LIVE = ("pricing", "live")
CALENDAR = """
version: 1
timezone: UTC
targets:
  pricing:
    function: pricing
    qualifier: live
    warm: {baseline: 20, max: 200, every: 1m}
  settlement:
    function: settlement
    qualifier: live
    warm: {baseline: 3, max: 50, every: 1m}
profiles: {}
fixtures: []
"""


def account(concurrency: int = 1000) -> Cloud:
    cloud = Cloud(Clock(NOON), concurrency=concurrency, delays=Delays(lasting=True))
    cloud.add_function("settlement")
    return cloud


class Tick:
    """Runs the handler at the simulated minute, and keeps its output."""

    def __init__(self, cloud: Cloud, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.cloud = cloud
        self._directory = directory
        self._capsys = capsys
        self.lines: list[dict[str, Any]] = []

    def __call__(self) -> dict[str, Any]:
        """Return the report of `pricing`."""
        answer = handler({"at": self.cloud.now.isoformat()}, InvocationContext(20))
        self.lines = [json.loads(line) for line in self._capsys.readouterr().out.splitlines()]
        report: dict[str, Any] = answer["functions"][0]
        return report

    def sends_payload_of_its_own(self) -> None:
        """Give `pricing` a payload, which its handler is trusted to know."""
        text = CALENDAR.replace("live\n", "live\n    payload: {warm: true}\n", 1)
        written(self._directory, text)

    def metric(self, name: str) -> float | None:
        for line in self.lines:
            if line.get("Function") == "pricing:live" and name in line:
                value: float = line[name][0]
                return value
        return None

    def next_minute(self) -> dict[str, Any]:
        """Return the report of the tick of the next minute."""
        self.cloud.advance(self.cloud.now + minutes(1))
        return self()

    def live(self, requests: int) -> None:
        """Run one minute of constant traffic."""
        self.cloud.minute(Traffic(requests={LIVE: requests}))
        self.cloud.advance(self.cloud.now + minutes(1))


@pytest.fixture
def cloud(request: pytest.FixtureRequest) -> Cloud:
    return account(getattr(request, "param", 1000))


@pytest.fixture
def tick(cloud: Cloud, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Tick]:
    calendar = str(written(tmp_path, CALENDAR))
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url, KICKOFF_CONFIG=calendar):
        yield Tick(cloud, tmp_path, capsys)


def test_pings_never_exceed_reserved_concurrency_and_the_report_says_why(tick: Tick) -> None:
    tick.cloud.add_function("pricing", reserved=10)
    tick()
    report = tick.next_minute()
    assert (report["requested"], report["sent"], report["distinct"]) == (20, 9, 9)
    assert report["outcome"] == "limited"
    assert "reserved concurrency is 10, 0 in use" in report["reason"]
    assert report["throttled"] == {}
    assert tick.metric("WarmShortfall") == 11


def test_until_cloudwatch_has_the_use_half_of_the_limit_is_left(tick: Tick) -> None:
    tick.cloud.add_function("pricing", reserved=10)
    report = tick()
    assert (report["sent"], report["outcome"]) == (5, "limited")
    assert "10, an unknown number in use" in report["reason"]


@pytest.mark.parametrize("cloud", [12], indirect=True)
def test_pings_never_exceed_the_concurrency_of_the_account(tick: Tick) -> None:
    tick.cloud.add_function("pricing")
    tick()
    report = tick.next_minute()
    assert (report["sent"], report["outcome"]) == (10, "limited")
    assert report["throttled"] == {}


def test_live_requests_one_after_another_are_not_throttled_by_a_wave_in_a_small_reservation(
    tick: Tick,
) -> None:
    tick.cloud.add_function("pricing", reserved=5)
    tick()
    tick.cloud.advance(tick.cloud.now + minutes(1))
    client = Clients(Aws()).functions()
    with ThreadPoolExecutor(1) as pool:
        wave = pool.submit(tick)
        live = 0
        while not wave.done():
            client.invoke(FunctionName="pricing", Qualifier="live", Payload=b"{}")
            live += 1
    assert wave.result()["distinct"] == 4
    assert live > 4


@pytest.mark.parametrize("cloud", [10], indirect=True)
def test_a_new_account_with_a_limit_of_ten_is_warmed_within_it(tick: Tick) -> None:
    tick.cloud.add_function("pricing")
    sent = [tick()["sent"], tick.next_minute()["sent"]]
    assert sent == [5, 9]
    assert tick.cloud.functions.serve("pricing", "live", 10, tick.cloud.now).throttled == 0


def test_beside_constant_traffic_only_the_remaining_containers_are_pinged(
    tick: Tick,
) -> None:
    tick.cloud.add_function("pricing")
    tick()
    for _ in range(8):
        tick.live(14)
        report = tick()
    assert report["busy"] == 14
    assert report["sent"] == report["distinct"] == 6
    assert tick.cloud.warm(*LIVE) < 40
    assert report["outcome"] == "ok"
    assert "inferred from CloudWatch" in report["reason"]
    assert (tick.metric("WarmDistinct"), tick.metric("WarmBusy")) == (6, 14)
    assert (tick.metric("WarmRequested"), tick.metric("WarmShortfall")) == (20, None)


def test_if_live_requests_keep_all_containers_busy_nothing_is_sent(tick: Tick) -> None:
    tick.cloud.add_function("pricing")
    tick()
    for _ in range(3):
        tick.live(200)
    report = tick()
    assert (report["sent"], report["outcome"], report["busy"]) == (0, "busy", 20)
    assert (tick.metric("WarmRequested"), tick.metric("WarmShortfall")) == (20, None)
    assert (tick.metric("WarmDistinct"), tick.metric("WarmBusy")) == (None, 20)


@pytest.mark.parametrize(
    ("traits", "sent", "outcome", "shortfall"),
    [
        (Traits(managed=True), 0, "skipped", None),
        (Traits(durable=True), 0, "skipped", None),
        (Traits(per_tenant=True), 0, "skipped", None),
        (Traits(provisioned={"live": 20}), 0, "skipped", None),
        (Traits(state="Pending"), 0, "not_ready", 20),
        (Traits(state="Failed"), 0, "not_ready", 20),
        (Traits(state="Inactive"), 1, "not_ready", 20),
    ],
)
def test_a_function_that_pings_cannot_warm_has_an_outcome_and_affects_no_other(
    tick: Tick, traits: Traits, sent: int, outcome: str, shortfall: int | None
) -> None:
    tick.cloud.add_function("pricing", traits=traits)
    report = tick()
    assert (report["sent"], report["outcome"]) == (sent, outcome)
    assert tick.metric("WarmShortfall") == shortfall
    assert tick.cloud.warm("settlement", "live") == 3


def test_a_level_above_the_provisioned_concurrency_is_reached_by_new_containers(
    tick: Tick,
) -> None:
    tick.cloud.add_function("pricing", traits=Traits(provisioned={"live": 5}))
    report = tick()
    assert (report["outcome"], report["sent"], report["distinct"]) == ("ok", 20, 20)
    assert (report["provisioned"], report["cold"]) == (5, 15)
    assert "5 of them provisioned" in report["reason"]


def test_pings_warm_a_function_whose_provisioned_concurrency_failed(tick: Tick) -> None:
    tick.cloud.add_function("pricing", traits=Traits(fails=True))
    with tick.cloud.lock:
        tick.cloud.functions.provision("pricing", "live", 20, tick.cloud.now)
    tick.cloud.advance(tick.cloud.now + minutes(30))
    report = tick()
    assert (report["outcome"], report["distinct"]) == ("provisioning_failed", 20)
    assert "FUNCTION_ERROR_INIT_FAILURE" in report["reason"]


def test_a_function_without_pings_publishes_nothing(tick: Tick) -> None:
    tick.cloud.add_function("pricing", traits=Traits(provisioned={"live": 20}))
    tick()
    assert {line["Function"] for line in tick.lines if "Function" in line} == {"settlement:live"}


def test_a_good_wave_outside_windows_publishes_only_its_containers(tick: Tick) -> None:
    tick.cloud.add_function("pricing")
    tick()
    tick.cloud.advance(tick.cloud.now + minutes(1))
    tick()
    of_pricing = [line for line in tick.lines if line.get("Function") == "pricing:live"]
    [names] = [{each for each in line if each[0].isupper()} for line in of_pricing]
    assert names == {"Function", "WarmRequested", "WarmDistinct"}


def test_an_inactive_function_is_woken_and_warmed_by_the_next_tick(tick: Tick) -> None:
    tick.cloud.add_function("pricing", traits=Traits(state="Inactive"))
    tick()
    tick.cloud.advance(tick.cloud.now + minutes(1))
    assert tick()["distinct"] == 20


def test_a_missing_permission_is_logged_once_and_is_no_error(tick: Tick) -> None:
    tick.cloud.add_function("pricing")
    tick.cloud.faults.next("lambda.GetAccountSettings", Fault.DENIED, times=100)
    logged = []
    for _ in range(3):
        assert (tick()["outcome"], tick.lines[-1]["TargetErrors"]) == ("limited", [0])
        logged += [line["missing"] for line in tick.lines if "missing" in line]
        tick.cloud.advance(tick.cloud.now + timedelta(minutes=15))
    assert logged == ["lambda:GetAccountSettings"]


@pytest.mark.parametrize("fault", [Fault.DENIED, Fault.THROTTLED])
def test_pings_without_a_record_are_sent_and_reported(
    tick: Tick, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "leases")
    tick.cloud.add_table("leases", key="lease")
    tick.cloud.add_function("pricing")
    tick.cloud.faults.stand(lambda call: call.operation.startswith("dynamodb."), fault)
    assert (tick()["outcome"], tick.metric("WarmDistinct")) == ("ok", 20)
    [told] = [line for line in tick.lines if line.get("message") == "pings have no record"]
    assert "dynamodb:BatchGetItem of the lease table leases" in told["reason"]
    assert [line["UnrecordedTicks"] for line in tick.lines if "UnrecordedTicks" in line] == [[1]]
    missing = ["dynamodb:BatchGetItem"] if fault is Fault.DENIED else []
    assert [line["missing"] for line in tick.lines if "missing" in line] == missing
    tick.cloud.faults.clear()
    tick.next_minute()
    assert not [line for line in tick.lines if "UnrecordedTicks" in line]


def test_a_tick_that_is_delivered_twice_publishes_its_wave_once(
    tick: Tick, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "leases")
    tick.cloud.add_table("leases", key="lease")
    tick.cloud.add_function("pricing")
    assert (tick()["outcome"], tick.metric("WarmRequested")) == ("ok", 20)
    assert (tick()["outcome"], tick.metric("WarmRequested")) == ("claimed", None)
    assert tick.cloud.warm(*LIVE) == 20


def test_without_a_guard_logs_show_cold_starts_and_the_report_is_inferred(
    tick: Tick,
) -> None:
    tick.cloud.add_function("pricing", guarded=False, traits=Traits(starts=minutes(0.01)))
    tick.sends_payload_of_its_own()
    report = tick()
    assert (report["answered"], report["logged"], report["inferred"]) == (20, 20, True)
    assert report["cold"] == tick.metric("ColdStarts") == 20
    assert "20 new, by 20 logs" in report["reason"]
    assert tick.metric("WarmDistinct") is None
    tick.cloud.advance(tick.cloud.now + minutes(1))
    assert tick()["cold"] == 0


def test_logs_are_requested_until_a_guard_has_answered(tick: Tick) -> None:
    tick.cloud.add_function("pricing")
    tick()
    calls = [call for call in tick.cloud.calls if call.operation == "lambda.Invoke"]
    log_types = [call.parameters["LogType"] for call in calls if _is_of(call, "pricing")]
    assert log_types == ["Tail", *["None"] * 20]


def _is_of(call: Call, function: str) -> bool:
    name: str = call.parameters["FunctionName"]
    return name == function
