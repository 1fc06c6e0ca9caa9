from collections.abc import Iterator
from datetime import timedelta

import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import ONE_ATTEMPT, Aws
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.cloudwatch import LambdaMetric, StatusCode
from simulator.faults import Fault
from simulator.lambda_.errors import LATEST
from simulator.lambda_.settings import FunctionConfiguration
from simulator.lambda_.versions import Alias
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from simulator.traffic import Traffic
from simulator.traits import Traits
from tests.unit.simulator.times import NOON, minutes
from warmer.adapters.concurrency import ConcurrencyReader
from warmer.model import FunctionRef
from warmer.plan.concurrency import (
    CLAIMED,
    AccountConcurrency,
    ConcurrencySnapshot,
    FunctionState,
    ProvisionedEnvironments,
    Unsuitable,
    of_function,
    of_resource,
)

HERE = Place()
PRICING = FunctionRef("pricing", "live", HERE)
BARE = FunctionRef("bare", None, HERE)
PERMISSIONS = [
    "lambda:GetAccountSettings",
    "lambda:GetFunctionConcurrency",
    "lambda:GetFunctionConfiguration",
    "lambda:ListProvisionedConcurrencyConfigs",
    "cloudwatch:GetMetricData",
]


def new_reader() -> ConcurrencyReader:
    return ConcurrencyReader(Clients(Aws(), ONE_ATTEMPT))


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    cloud = Cloud(Clock(NOON), concurrency=500)
    cloud.add_function("pricing", reserved=50)
    cloud.add_function("bare", qualifiers=())
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield cloud


def read(cloud: Cloud, reader: ConcurrencyReader, *functions: FunctionRef) -> ConcurrencySnapshot:
    return reader.read(functions, cloud.now, timeout_s=5)


def calls(cloud: Cloud) -> list[str]:
    return sorted({call.operation for call in cloud.calls})


def test_limits_and_concurrency_are_read(cloud: Cloud) -> None:
    cloud.minute(Traffic(requests={("pricing", "live"): 7, ("bare", "$LATEST"): 2}))
    cloud.advance(NOON + minutes(1))
    snapshot = read(cloud, new_reader(), PRICING, BARE)
    assert snapshot.accounts[HERE] == AccountConcurrency(450, 500)
    assert snapshot.functions[PRICING].reserved == 50
    assert snapshot.functions[BARE].reserved is None
    assert snapshot.functions[BARE].reservation_known
    recent = snapshot.recent[HERE]
    assert recent.of(CLAIMED) == {NOON: 52}
    assert recent.of(of_function("pricing")) == {NOON: 7}
    assert recent.of(of_resource(PRICING)) == {NOON: 7}
    assert recent.of(of_resource(BARE)) == {NOON: 2}


def test_settings_are_read_every_ten_minutes_and_metrics_every_time(cloud: Cloud) -> None:
    reader = new_reader()
    read(cloud, reader, PRICING)
    cloud.calls.clear()
    cloud.advance(NOON + minutes(9))
    assert read(cloud, reader, PRICING).functions[PRICING].reserved == 50
    assert calls(cloud) == ["cloudwatch.GetMetricData"]
    cloud.advance(NOON + minutes(10))
    read(cloud, reader, PRICING)
    assert "lambda.GetFunctionConcurrency" in calls(cloud)


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_a_missing_permission_is_named_and_all_else_is_read(cloud: Cloud, permission: str) -> None:
    cloud.faults.next(permission.replace(":", "."), Fault.DENIED)
    snapshot = read(cloud, new_reader(), PRICING)
    assert snapshot.denied == {permission}
    others = [snapshot.accounts[HERE].unreserved, snapshot.functions[PRICING].reserved]
    assert 450 in others or 50 in others


def test_concurrency_that_could_not_be_read_is_unknown(cloud: Cloud) -> None:
    cloud.minute(Traffic(requests={("pricing", "live"): 7}))
    cloud.advance(NOON + minutes(1))
    cloud.faults.next("cloudwatch.GetMetricData", Fault.FAILED)
    reader = new_reader()
    assert read(cloud, reader, PRICING).recent[HERE].of(CLAIMED) == {}
    assert read(cloud, reader, PRICING).recent[HERE].of(CLAIMED) == {NOON: 50}


@pytest.mark.parametrize("status", [each for each in StatusCode if each is not StatusCode.COMPLETE])
def test_a_metric_that_cannot_be_read_is_unknown_and_the_others_are_known(
    cloud: Cloud, status: StatusCode
) -> None:
    cloud.functions.usage.statuses[LambdaMetric("ClaimedAccountConcurrency")] = status
    for peak in (7, 8, 9, 9):
        cloud.minute(Traffic(requests={("bare", "$LATEST"): peak}))
        cloud.advance(cloud.now + minutes(1))
    recent = read(cloud, new_reader(), BARE).recent[HERE]
    assert recent.of(CLAIMED) == {}
    assert [*recent.of(of_resource(BARE)).values()] == [9, 9, 8, 7]
    forbidden = {"cloudwatch:GetMetricData"} if status is StatusCode.FORBIDDEN else set()
    assert recent.denied == forbidden


def test_an_older_answer_counts_if_there_is_no_new_one(cloud: Cloud) -> None:
    reader = new_reader()
    read(cloud, reader, PRICING)
    cloud.advance(NOON + timedelta(hours=1))
    cloud.faults.next("lambda.GetAccountSettings", Fault.FAILED)
    cloud.faults.next("lambda.GetFunctionConcurrency", Fault.FAILED)
    snapshot = read(cloud, reader, PRICING)
    assert snapshot.accounts[HERE].unreserved == 450
    assert snapshot.functions[PRICING].reserved == 50
    cloud.calls.clear()
    read(cloud, reader, PRICING)
    assert {"lambda.GetAccountSettings", "lambda.GetFunctionConcurrency"} <= {*calls(cloud)}


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_a_failed_call_is_no_missing_permission_and_is_repeated(
    cloud: Cloud, permission: str
) -> None:
    operation = permission.replace(":", ".")
    cloud.faults.next(operation, Fault.FAILED)
    reader = new_reader()
    assert read(cloud, reader, PRICING).denied == frozenset()
    cloud.calls.clear()
    read(cloud, reader, PRICING)
    assert operation in calls(cloud)


def test_the_metric_of_a_function_without_a_reservation_is_not_read(
    cloud: Cloud,
) -> None:
    reader = new_reader()
    query_counts = []
    for _ in range(2):
        read(cloud, reader, PRICING, BARE)
        [call] = [call for call in cloud.calls if call.operation == "cloudwatch.GetMetricData"]
        query_counts.append(len(call.parameters["MetricDataQueries"]))
        cloud.calls.clear()
    assert query_counts == [5, 4]


def test_a_tick_reads_the_settings_of_a_few_functions_until_all_are_known(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warmer.adapters.concurrency.MOST_FUNCTIONS_PER_TICK", 1)
    reader = new_reader()
    assert set(read(cloud, reader, PRICING, BARE).functions) == {PRICING}
    assert set(read(cloud, reader, PRICING, BARE).functions) == {PRICING, BARE}


def test_a_late_answer_is_not_waited_for(cloud: Cloud) -> None:
    cloud.faults.next("lambda.GetAccountSettings", Fault.SILENT)
    snapshot = new_reader().read([PRICING], cloud.now, timeout_s=0.5)
    assert HERE not in snapshot.accounts
    assert snapshot.functions[PRICING].reserved == 50


@pytest.mark.parametrize(
    ("traits", "state"),
    [
        (Traits(), FunctionState("Active")),
        (Traits(managed=True), FunctionState("Active", unsuitable=Unsuitable.MANAGED)),
        (Traits(durable=True), FunctionState("Active", unsuitable=Unsuitable.DURABLE)),
        (Traits(per_tenant=True), FunctionState("Active", unsuitable=Unsuitable.PER_TENANT)),
        (
            Traits(provisioned={"live": 5}),
            FunctionState("Active", provisioned=ProvisionedEnvironments(5, 5)),
        ),
        (Traits(state="Inactive"), FunctionState("Inactive", "The function is Inactive")),
    ],
)
def test_the_state_of_a_function_is_read(
    cloud: Cloud, traits: Traits, state: FunctionState
) -> None:
    cloud.add_function("pricing", traits=traits)
    assert read(cloud, new_reader(), PRICING).functions[PRICING].state == state


@pytest.mark.parametrize("configured", ["live", "1", "blue"])
def test_provisioned_concurrency_of_an_alias_serves_its_version_and_of_a_version_its_aliases(
    cloud: Cloud, configured: str
) -> None:
    traits = Traits(provisioned={configured: 5})
    cloud.add_function("pricing", qualifiers=["live", "blue"], traits=traits)
    version, latest = FunctionRef("pricing", "1", HERE), FunctionRef("pricing", "$LATEST", HERE)
    found = read(cloud, new_reader(), PRICING, version, latest).functions
    assert found[PRICING].state.provisioned.available == 5
    assert found[version].state.provisioned.available == 5
    assert found[latest].state.provisioned.available == 0
    assert {each.provisioned for each in found.values()} == {5}


def test_provisioned_concurrency_counts_once_it_is_ready_and_is_read_until_then(
    cloud: Cloud,
) -> None:
    cloud.add_function("pricing", reserved=50)
    reader, found = new_reader(), []
    with cloud.lock:
        cloud.functions.provision("pricing", "live", 5, cloud.now)
    for _ in range(4):
        found.append(read(cloud, reader, PRICING).functions[PRICING].state.provisioned)
        cloud.advance(cloud.now + minutes(1))
    assert found[0] == ProvisionedEnvironments(5, 0)
    assert found[-1] == ProvisionedEnvironments(5, 5)


def test_provisioned_concurrency_of_an_alias_that_has_just_moved_serves_nothing_yet(
    cloud: Cloud,
) -> None:
    cloud.add_function("pricing", reserved=50, traits=Traits(provisioned={"live": 5}))
    function = cloud.functions["pricing"]
    function.versions.settings[LATEST] = FunctionConfiguration(memory_mb=512)
    function.update_alias("live", Alias(function.versions.publish()), cloud.now)
    reader = new_reader()
    state = read(cloud, reader, PRICING).functions[PRICING].state
    assert state.provisioned == ProvisionedEnvironments(5, 0)
    cloud.advance(cloud.now + minutes(30))
    state = read(cloud, reader, PRICING).functions[PRICING].state
    assert state.provisioned == ProvisionedEnvironments(5, 5)


def test_provisioned_concurrency_that_failed_has_its_reason(cloud: Cloud) -> None:
    cloud.add_function("pricing", reserved=50, traits=Traits(fails=True))
    with cloud.lock:
        cloud.functions.provision("pricing", "live", 5, cloud.now)
    cloud.advance(cloud.now + minutes(30))
    state = read(cloud, new_reader(), PRICING).functions[PRICING].state
    assert state.provisioned == ProvisionedEnvironments(5, 0, "FUNCTION_ERROR_INIT_FAILURE of live")


def test_a_function_that_is_not_active_is_read_every_time(cloud: Cloud) -> None:
    cloud.add_function("pricing", traits=Traits(state="Pending"))
    reader = new_reader()
    read(cloud, reader, PRICING)
    cloud.add_function("pricing")
    cloud.advance(cloud.now + timedelta(minutes=1))
    assert read(cloud, reader, PRICING).functions[PRICING].state.state == "Active"
