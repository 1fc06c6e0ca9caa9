"""`kickoff discover`: a first calendar, made from an account."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from kickoff.calendar import Calendar, load
from kickoff.timeline import Key
from operations.discovery.first_calendar import first_calendar
from operations.discovery.resources import DimensionUsage, DiscoveredFunction, DiscoveredTable
from operations.sample import SAMPLE_MARK
from tests.unit.operations.conftest import Run

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling import ApplicationAutoScalingClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricDatumTypeDef
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import ProvisionedThroughputTypeDef
    from mypy_boto3_lambda import LambdaClient

_UNITS: "ProvisionedThroughputTypeDef" = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}


@pytest.fixture
def _account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The tables prices (auto-scaled, an index) and sessions (on-demand), the function pricing."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws(), ExitStack() as open_clients:
        dynamodb = open_clients.enter_context(closing(boto3.client("dynamodb")))
        autoscaling = open_clients.enter_context(closing(boto3.client("application-autoscaling")))
        functions = open_clients.enter_context(closing(boto3.client("lambda")))
        iam = open_clients.enter_context(closing(boto3.client("iam")))
        cloudwatch = open_clients.enter_context(closing(boto3.client("cloudwatch")))
        _tables(dynamodb)
        _limits(autoscaling)
        role = iam.create_role(RoleName="pricing", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        _function(functions, role)
        _traffic(cloudwatch)
        yield


def _tables(dynamodb: "DynamoDBClient") -> None:
    key: Any = {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    }
    index: Any = {
        "IndexName": "by-id",
        "KeySchema": key["KeySchema"],
        "Projection": {"ProjectionType": "ALL"},
        "ProvisionedThroughput": _UNITS,
    }
    dynamodb.create_table(
        TableName="prices",
        ProvisionedThroughput=_UNITS,
        GlobalSecondaryIndexes=[index],
        Tags=[{"Key": "squad", "Value": "odds"}],
        **key,
    )
    dynamodb.create_table(TableName="sessions", BillingMode="PAY_PER_REQUEST", **key)


def _limits(autoscaling: "ApplicationAutoScalingClient") -> None:
    autoscaling.register_scalable_target(
        ServiceNamespace="dynamodb",
        ResourceId="table/prices",
        ScalableDimension="dynamodb:table:ReadCapacityUnits",
        MinCapacity=50,
        MaxCapacity=4000,
    )


def _function(functions: "LambdaClient", role: str) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("main.py", "")
    functions.create_function(
        FunctionName="pricing",
        Runtime="python3.13",
        Role=role,
        Handler="main.handler",
        Code={"ZipFile": archive.getvalue()},
        MemorySize=512,
        Publish=True,
        Tags={"squad": "odds"},
    )
    functions.create_alias(FunctionName="pricing", Name="live", FunctionVersion="1")


def _traffic(cloudwatch: "CloudWatchClient") -> None:
    """Publish, an hour ago, 1,234.5 reads per second and 7 concurrent requests."""
    minute = datetime.now(UTC) - timedelta(hours=1)
    for namespace, name, dimensions, value in (
        ("AWS/DynamoDB", "ConsumedReadCapacityUnits", {"TableName": "prices"}, 1234.5 * 60),
        ("AWS/Lambda", "ConcurrentExecutions", {"FunctionName": "pricing"}, 7),
    ):
        datum: MetricDatumTypeDef = {
            "MetricName": name,
            "Dimensions": [{"Name": key, "Value": each} for key, each in dimensions.items()],
            "Timestamp": minute,
            "Value": value,
        }
        cloudwatch.put_metric_data(Namespace=namespace, MetricData=[datum])


@pytest.mark.usefixtures("_account")
class TestAnAccount:
    def test_the_calendar_has_the_accounts_baselines_and_peaks(
        self, run: Run, tmp_path: Path
    ) -> None:
        found = run("discover", "--name", "pric*")
        assert found.code == 0
        calendar = _load(found.out, tmp_path)
        assert {key: (b.baseline, b.maximum) for key, b in calendar.bounds.items()} == {
            ("prices", "read"): (50, 4000),
            ("prices", "write"): (5, 100),
            ("prices", "by-id.read"): (5, 100),
            ("prices", "by-id.write"): (5, 100),
            ("pricing", "warm"): (1, 100),
        }
        assert "      prices: {read: 1300}\n      pricing: {warm: 7}\n" in found.out
        assert "qualifier: live" in found.out

    def test_an_on_demand_table_becomes_a_comment(self, run: Run, tmp_path: Path) -> None:
        found = run("discover", "--name", "sessions")
        assert "# sessions is on-demand" in found.out
        assert not _load(found.out, tmp_path).targets

    def test_the_functions_and_the_table_of_kickoff_are_no_targets(
        self, run: Run, tmp_path: Path
    ) -> None:
        with closing(boto3.client("lambda")) as functions:
            functions.update_function_configuration(
                FunctionName="pricing", Environment={"Variables": {"KICKOFF_LEASE_TABLE": "prices"}}
            )
        found = run("discover", "--name", "*")
        assert not _load(found.out, tmp_path).targets
        assert "sessions" in found.out

    def test_a_tag_selects_tables_and_functions(self, run: Run, tmp_path: Path) -> None:
        found = run("discover", "--tag", "squad=odds")
        assert "sessions" not in found.out
        assert "prices" in _load(found.out, tmp_path).targets

    def test_a_prompt_selects_from_a_numbered_list(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "1,3-9")
        found = run("discover")
        assert "   2  table    sessions" in found.err
        assert set(_load(found.out, tmp_path).targets) == {"prices", "pricing"}

    def test_a_function_without_a_guard_is_named_beside_the_calendar(self, run: Run) -> None:
        found = run("discover", "--name", "pric*")
        assert "No guard in the settings of: pricing.\n" in found.err
        assert "AWS_LAMBDA_EXEC_WRAPPER" not in found.out

    def test_a_function_with_the_layers_wrapper_is_not_named(self, run: Run) -> None:
        with closing(boto3.client("lambda")) as functions:
            functions.update_function_configuration(
                FunctionName="pricing",
                Environment={"Variables": {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/kickoff-guard"}},
            )
        assert "No guard" not in run("discover", "--name", "pric*").err

    def test_finding_nothing_exits_with_1(self, run: Run) -> None:
        found = run("discover", "--name", "nothing-*")
        assert (found.code, found.out) == (1, "")
        assert "no table, function or service found" in found.err


def test_an_unreachable_account_is_an_error_without_a_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    found = run("discover", "--region", "eu-west-1")
    assert found.code == 1
    assert "the account cannot be read" in found.err


@pytest.mark.parametrize("option", ["--tag=squad", "--days=16"])
def test_invalid_options_are_wrong_use(run: Run, option: str) -> None:
    assert run("discover", option).code == 2


def test_names_that_yaml_reads_as_other_types_are_quoted(tmp_path: Path) -> None:
    tables = [
        DiscoveredTable(name, dimensions={"read": DimensionUsage(5)})
        for name in ("null", "123", "1e5", "a.b-c_d")
    ]
    calendar = _load(first_calendar(tables, [], zone="UTC", days=7), tmp_path)
    assert set(calendar.targets) == {"null", "123", "1e5", "a.b-c_d"}


def test_a_table_and_a_function_with_the_same_name_are_two_targets(tmp_path: Path) -> None:
    text = first_calendar(
        [DiscoveredTable("prices", dimensions={"read": DimensionUsage(5)})],
        [DiscoveredFunction("prices", memory=128, qualifiers=("a", "b"), peak=3, reserved=20)],
        zone="Europe/London",
        days=7,
    )
    calendar = _load(text, tmp_path)
    assert set(calendar.targets) == {"prices-table", "prices-function"}
    assert calendar.bounds[Key("prices-function", "warm")].maximum == 20
    assert "# qualifier: use the one that callers use: a, b" in text


def test_a_max_leaves_room_where_auto_scaling_allows_none(tmp_path: Path) -> None:
    usage = DimensionUsage(20, peak=15, minimum=20, maximum=20)
    text = first_calendar(
        [DiscoveredTable("wallet", dimensions={"read": usage})], [], zone="UTC", days=7
    )
    assert _load(text, tmp_path).bounds[Key("wallet", "read")].maximum == 200
    assert "# MaxCapacity of auto scaling is read 20: for a higher level\n" in text
    assert "# wallet: the peaks of 7 days are within its baselines\n" in text


def test_a_resource_without_consumption_has_a_comment_in_the_profile(tmp_path: Path) -> None:
    text = first_calendar(
        [DiscoveredTable("wallet", dimensions={"read": DimensionUsage(20)})],
        [DiscoveredFunction("odds", memory=128)],
        zone="UTC",
        days=7,
    )
    assert set(_load(text, tmp_path).targets) == {"wallet", "odds"}
    assert "# wallet: no consumption in 7 days: write what a fixture needs\n" in text
    assert "odds: {warm: 1}  # no request in 7 days: write what a fixture needs\n" in text


@pytest.mark.parametrize(("minimum", "arms"), [(50, True), (None, False)])
def test_a_table_under_auto_scaling_is_raised_even_without_kickoff(
    tmp_path: Path, minimum: int | None, *, arms: bool
) -> None:
    usage = DimensionUsage(50, minimum=minimum, maximum=minimum and 4000)
    text = first_calendar(
        [DiscoveredTable("prices", dimensions={"read": usage})], [], zone="UTC", days=7
    )
    assert _load(text, tmp_path).targets["prices"].arm is arms


def _load(text: str, folder: Path) -> Calendar:
    path = folder / "found.yaml"
    path.write_text(text)
    return load(path)


@pytest.mark.usefixtures("_account")
class TestWrite:
    def test_a_calendar_is_written(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "found.yaml"
        found = run("discover", "--name", "pric*", "--write", path)
        assert (found.code, found.out) == (0, "")
        assert set(load(path).targets) == {"prices", "pricing"}

    def test_the_sample_is_replaced(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "config.yaml"
        path.write_text(f"{SAMPLE_MARK}\nversion: 1\n")
        assert run("discover", "--name", "pric*", "--write", path).code == 0
        assert set(load(path).targets) == {"prices", "pricing"}

    def test_a_calendar_of_a_person_is_not_replaced(self, run: Run, config: Path) -> None:
        before = config.read_text()
        found = run("discover", "--name", "pric*", "--write", config)
        assert found.code == 2
        assert "exists and is not the sample calendar" in found.err
        assert config.read_text() == before


def test_a_failed_discovery_leaves_the_file(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(f"{SAMPLE_MARK}\nversion: 1\n")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    assert run("discover", "--region", "eu-west-1", "--write", path).code != 0
    assert path.read_text() == f"{SAMPLE_MARK}\nversion: 1\n"
    assert list(tmp_path.iterdir()) == [path]
