"""CreateTable, DeleteTable, billing modes and indexes over the wire, at the recorded pace."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from simulator.cloud import Cloud

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

UNITS: Any = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
KEY: Any = [{"AttributeName": "id", "KeyType": "HASH"}]
BY_FIXTURE: Any = {
    "IndexName": "by-fixture",
    "KeySchema": [{"AttributeName": "fixture", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
}
PROVISIONED_INDEX = BY_FIXTURE | {"ProvisionedThroughput": UNITS}


class Account:
    """A client, and the clock of its account."""

    def __init__(self, cloud: Cloud, client: Any) -> None:  # noqa: ANN401 (invalid calls too)
        self._cloud = cloud
        self.client = client

    def create(self, *indexes: dict[str, Any], **settings: object) -> dict[str, Any]:
        """Create the table `bets`; return the answer."""
        attributes = ["id", *("fixture" for _ in indexes)]
        if indexes:
            settings["GlobalSecondaryIndexes"] = list(indexes)
        answer = self.client.create_table(
            TableName="bets",
            KeySchema=KEY,
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in attributes
            ],
            **settings,
        )
        return dict(answer["TableDescription"])

    def update(self, **change: object) -> dict[str, Any]:
        """Update the table; return the answer."""
        answer = self.client.update_table(TableName="bets", **change)
        return dict(answer["TableDescription"])

    def refusal(self, **change: object) -> str:
        """The message of a refused update."""
        with pytest.raises(ClientError) as error:
            self.update(**change)
        return str(error.value.response["Error"]["Message"])

    def described(self) -> dict[str, Any]:
        """The table now."""
        answer = self.client.describe_table(TableName="bets")
        return dict(answer["Table"])

    def statuses(self) -> tuple[str, str]:
        """The statuses of the table and of its index."""
        table = self.described()
        return table["TableStatus"], table["GlobalSecondaryIndexes"][0]["IndexStatus"]

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._cloud.advance(self._cloud.now + timedelta(seconds=seconds))

    def until(self, holds: Callable[[], bool]) -> int:
        """Let time pass until a condition is true; return the seconds."""
        for second in range(2000):
            if holds():
                return second
            self.wait(1)
        pytest.fail("it never became true")

    def settle(self) -> int:
        """Let time pass until the table is ACTIVE; return the seconds."""
        return self.until(lambda: self.described()["TableStatus"] == "ACTIVE")


@pytest.fixture
def account(cloud: Cloud, dynamodb: "DynamoDBClient") -> Account:
    return Account(cloud, dynamodb)


def test_a_new_table_is_active_after_seconds_and_has_no_items_before(account: Account) -> None:
    answer = account.create(ProvisionedThroughput=UNITS)
    assert answer["TableStatus"] == "CREATING"
    assert "WarmThroughput" not in answer
    with pytest.raises(ClientError, match=r"Requested resource not found$"):
        account.client.scan(TableName="bets")
    with pytest.raises(ClientError, match="Table is being created: bets"):
        account.client.delete_table(TableName="bets")
    assert 2 <= account.settle() <= 7
    assert account.client.scan(TableName="bets")["Count"] == 0
    with pytest.raises(ClientError, match="Table already exists: bets"):
        account.create(ProvisionedThroughput=UNITS)


def test_a_table_with_indexes_takes_longer_and_is_active_with_them(account: Account) -> None:
    account.create(PROVISIONED_INDEX, ProvisionedThroughput=UNITS)
    assert account.statuses() == ("CREATING", "CREATING")
    assert 14 <= account.settle() <= 22
    assert account.statuses() == ("ACTIVE", "ACTIVE")


def test_a_table_is_created_with_warm_throughput_caps_stream_and_class(account: Account) -> None:
    account.create(
        BillingMode="PAY_PER_REQUEST",
        WarmThroughput={"ReadUnitsPerSecond": 13_000, "WriteUnitsPerSecond": 5_000},
        OnDemandThroughput={"MaxReadRequestUnits": 100},
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        TableClass="STANDARD_INFREQUENT_ACCESS",
    )
    account.settle()
    table = account.described()
    assert table["WarmThroughput"]["ReadUnitsPerSecond"] == 13_000
    assert table["OnDemandThroughput"] == {"MaxReadRequestUnits": 100}
    assert table["StreamSpecification"]["StreamViewType"] == "KEYS_ONLY"
    assert table["TableClassSummary"]["TableClass"] == "STANDARD_INFREQUENT_ACCESS"
    assert "LastUpdateToPayPerRequestDateTime" in table["BillingModeSummary"]


def test_a_deleted_table_is_gone_after_seconds(account: Account) -> None:
    account.create(ProvisionedThroughput=UNITS)
    account.settle()
    account.client.delete_table(TableName="bets")
    assert account.described()["TableStatus"] == "DELETING"
    account.wait(8)
    with pytest.raises(ClientError, match="Table: bets not found"):
        account.described()
    account.create(ProvisionedThroughput=UNITS)


def test_a_protected_table_is_not_deleted(account: Account) -> None:
    account.create(ProvisionedThroughput=UNITS, DeletionProtectionEnabled=True)
    account.settle()
    with pytest.raises(ClientError, match="Disable deletion protection first"):
        account.client.delete_table(TableName="bets")
    account.update(DeletionProtectionEnabled=False)
    account.client.delete_table(TableName="bets")


def test_an_answer_has_the_old_units_and_the_instant_of_the_new(account: Account) -> None:
    account.create(ProvisionedThroughput=UNITS)
    account.settle()
    answer = account.update(ProvisionedThroughput={"ReadCapacityUnits": 9, "WriteCapacityUnits": 4})
    told = answer["ProvisionedThroughput"]
    assert answer["TableStatus"] == "UPDATING"
    assert (told["ReadCapacityUnits"], told["WriteCapacityUnits"]) == (5, 5)
    assert told["NumberOfDecreasesToday"] == 0
    assert {"LastIncreaseDateTime", "LastDecreaseDateTime"} <= told.keys()
    account.wait(2.3)
    told = account.described()["ProvisionedThroughput"]
    assert (told["ReadCapacityUnits"], told["NumberOfDecreasesToday"]) == (9, 1)


def test_the_switch_to_on_demand_takes_minutes_and_the_way_back_one(account: Account) -> None:
    account.create(ProvisionedThroughput=UNITS)
    account.settle()
    answer = account.update(BillingMode="PAY_PER_REQUEST")
    assert answer["BillingModeSummary"] == {"BillingMode": "PAY_PER_REQUEST"}
    assert answer["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    assert "IOPS are currently being updated" in account.refusal(
        BillingMode="PROVISIONED", ProvisionedThroughput=UNITS
    )
    assert 129 <= account.settle() <= 173
    assert account.described()["WarmThroughput"]["ReadUnitsPerSecond"] == 12_000
    account.update(BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
    account.update(BillingMode="PAY_PER_REQUEST")  # accepted and lost
    assert 60 <= account.settle() <= 99
    assert account.described()["BillingModeSummary"]["BillingMode"] == "PROVISIONED"
    account.update(BillingMode="PAY_PER_REQUEST")
    assert account.settle() <= 6


def test_the_same_billing_mode_again_changes_nothing(account: Account) -> None:
    account.create(BillingMode="PAY_PER_REQUEST")
    account.settle()
    for _ in range(20):
        assert account.update(BillingMode="PAY_PER_REQUEST")["TableStatus"] == "UPDATING"
        assert account.described()["TableStatus"] == "ACTIVE"


def test_an_added_index_holds_its_table_for_less_than_a_minute(account: Account) -> None:
    account.create(ProvisionedThroughput=UNITS)
    account.settle()
    more = {"ReadCapacityUnits": 6, "WriteCapacityUnits": 6}
    attributes = [{"AttributeName": "fixture", "AttributeType": "S"}]
    created = {"GlobalSecondaryIndexUpdates": [{"Create": PROVISIONED_INDEX}]}
    deleted = {"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "by-fixture"}}]}
    account.update(AttributeDefinitions=attributes, **created)

    assert account.statuses() == ("UPDATING", "CREATING")
    assert account.refusal(ProvisionedThroughput=more).endswith(
        "Can't change table IOPS when an index is being created. Table: bets Indexes: [by-fixture]"
    )
    assert "in resource allocation phase" in account.refusal(**deleted)
    with pytest.raises(ClientError, match=r"InternalServerError.*system maintenance"):
        account.update(WarmThroughput={"ReadUnitsPerSecond": 100})
    assert 24 <= account.settle() <= 57
    assert account.statuses() == ("ACTIVE", "CREATING")
    account.update(ProvisionedThroughput=more)
    account.settle()
    other = PROVISIONED_INDEX | {"IndexName": "other"}
    assert "Only 1 online index" in account.refusal(GlobalSecondaryIndexUpdates=[{"Create": other}])
    with pytest.raises(ClientError, match="while indexes are being created"):
        account.client.delete_table(TableName="bets")
    assert 400 < account.until(lambda: account.statuses()[1] == "ACTIVE") < 1003

    account.update(**deleted)
    assert account.statuses() == ("UPDATING", "DELETING")
    assert "when an index is being deleted" in account.refusal(ProvisionedThroughput=UNITS)
    assert account.settle() <= 6
    assert "GlobalSecondaryIndexes" not in account.described()
    assert account.refusal(**deleted) == (
        "Requested resource not found: Index by-fixture for table bets"
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"SSESpecification": {}, "TableClass": "STANDARD"}, "Server-Side Encryption"),
        ({"TableClass": "STANDARD", "DeletionProtectionEnabled": True}, "TableClass modification"),
        ({"DeletionProtectionEnabled": True, "ProvisionedThroughput": UNITS}, "DeletionProtection"),
        ({"WarmThroughput": {}, "ProvisionedThroughput": UNITS}, "WarmThroughput must be the only"),
        ({"OnDemandThroughput": {}, "WarmThroughput": {}}, "only be combined with BillingMode"),
        (
            {"StreamSpecification": {"StreamEnabled": True}, "ProvisionedThroughput": UNITS},
            "cannot modify stream status",
        ),
        (
            {
                "GlobalSecondaryIndexUpdates": [{"Create": PROVISIONED_INDEX}],
                "ProvisionedThroughput": UNITS,
            },
            "cannot create or delete index while updating table IOPS",
        ),
        (
            {
                "GlobalSecondaryIndexUpdates": [{"Create": PROVISIONED_INDEX}],
                "WarmThroughput": {"ReadUnitsPerSecond": 9},
            },
            "Create global secondary index cannot be specified",
        ),
        ({"GlobalSecondaryIndexUpdates": []}, "At least one of ProvisionedThroughput"),
    ],
)
def test_changes_that_need_a_call_of_their_own_are_refused_together(
    cloud: Cloud, account: Account, change: dict[str, Any], message: str
) -> None:
    cloud.add_table("bets", read=1, write=1)
    before = account.described()
    with pytest.raises(ClientError, match=message):
        account.update(**change)
    assert account.described() == before
