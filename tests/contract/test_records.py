"""The warmer's records, in both stand-ins of DynamoDB."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from kickoff.aws.clients import Clients
from kickoff.aws.lease_table import WARMER, is_lease
from kickoff.aws.sessions import ONE_ATTEMPT, Aws
from kickoff.outcome import Code, Failure
from simulator.cloud import Cloud
from simulator.faults import Fault
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from tests.contract.conftest import NOON, Account
from warmer.adapters.records import RecordChange, RecordTable

LATER = NOON + timedelta(hours=1)
EXPIRES = int(LATER.timestamp())


@pytest.fixture(params=["simulated", "mocked"])
def records(request: pytest.FixtureRequest) -> Iterator[RecordTable]:
    """A record table in the simulator and in moto."""
    if request.param == "mocked":
        request.getfixturevalue("mocked")
        with aws_environment():
            yield RecordTable(Clients(Aws(), ONE_ATTEMPT), "leases")
        return
    with serve(request.getfixturevalue("cloud")) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield RecordTable(Clients(Aws(), ONE_ATTEMPT), "leases")


def test_a_change_creates_a_record_and_a_later_one_changes_only_its_fields(
    records: RecordTable,
) -> None:
    first = RecordChange(LATER, {"noon": 40, "by": "a tick"}, {"minutes": frozenset({720})})
    assert records.change("pricing", first)
    second = RecordChange(LATER, {"noon": 7}, {"one": 2, "minutes": frozenset({720, 721})}, ["by"])
    assert records.change("pricing", second)
    assert records.read(["pricing", "absent"]) == {
        "pricing": {"noon": 7, "one": 2, "minutes": frozenset({720, 721}), "expires": EXPIRES}
    }


def test_numbers_are_added_up(records: RecordTable) -> None:
    for _ in range(3):
        records.change("pricing", RecordChange(LATER, add={"2026-12-05T12:00": 40}))
    assert records.read(["pricing"])["pricing"]["2026-12-05T12:00"] == 120


def test_a_rising_field_refuses_as_much_and_less_and_accepts_more(records: RecordTable) -> None:
    def claim(count: int) -> bool:
        change = RecordChange(LATER, {"claim": count}, {"pings": count}, rising="claim")
        return records.change("pricing", change)

    assert [claim(40), claim(40), claim(2), claim(41)] == [True, False, False, True]
    assert records.read(["pricing"])["pricing"]["pings"] == 81


def test_more_records_than_one_call_returns_are_read(records: RecordTable) -> None:
    names = [f"function-{number}" for number in range(130)]
    for name in names:
        records.change(name, RecordChange(LATER, {"one": 1}))
    assert records.read([*names, *names]).keys() == set(names)


def test_a_record_is_no_lease(records: RecordTable, request: pytest.FixtureRequest) -> None:
    records.change("pricing", RecordChange(LATER))
    account: Account = request.getfixturevalue(request.node.callspec.params["records"])
    [item] = account.dynamodb.scan(TableName="leases")["Items"]
    assert item["lease"]["S"] == f"{WARMER}pricing"
    assert not is_lease(item["lease"]["S"])


@pytest.mark.parametrize("fault", [Fault.DENIED, Fault.THROTTLED, Fault.FAILED, Fault.RESET])
def test_a_table_that_does_not_answer_is_asked_once(cloud: Cloud, fault: Fault) -> None:
    cloud.faults.next("dynamodb.UpdateItem", fault)
    cloud.faults.next("dynamodb.BatchGetItem", fault)
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        records = RecordTable(Clients(Aws(), ONE_ATTEMPT), "leases")
        with pytest.raises(Failure, match="UpdateItem of the lease table leases"):
            records.change("pricing", RecordChange(LATER))
        with pytest.raises(Failure, match="BatchGetItem of the lease table leases"):
            records.read(["pricing"])
        assert records.read(["pricing"]) == {}


@pytest.mark.usefixtures("records")
def test_a_missing_table_is_named() -> None:
    with pytest.raises(Failure) as failed:
        RecordTable(Clients(Aws(), ONE_ATTEMPT), "nope").read(["pricing"])
    assert failed.value.outcome.code is Code.NOT_FOUND


@pytest.mark.parametrize(
    ("update", "reason"),
    [
        ("SET a = :v, a = :v", "Two document paths overlap"),
        ("ADD lease :v", "."),
        ("nonsense :v", "UpdateExpression"),
    ],
)
def test_an_invalid_update_is_refused(account: Account, update: str, reason: str) -> None:
    with pytest.raises(ClientError, match=f"ValidationException.*{reason}"):
        apply(account, update)


@pytest.mark.parametrize(
    ("update", "reason"),
    [("SET #no = :v", "attribute name: #no"), ("ADD a :no", "attribute value: :no")],
)
def test_an_unknown_placeholder_is_refused(simulated: Account, update: str, reason: str) -> None:
    """The simulator alone: moto raises an exception in the caller."""
    with pytest.raises(ClientError, match=f"ValidationException.*{reason}"):
        apply(simulated, update)


def apply(account: Account, update: str) -> None:
    account.dynamodb.update_item(
        TableName="leases",
        Key={"lease": {"S": "warmer|pricing"}},
        UpdateExpression=update,
        ExpressionAttributeValues={":v": {"N": "1"}},
    )
