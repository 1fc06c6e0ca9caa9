import pytest
from botocore.exceptions import ClientError

from simulator.cloud import Cloud
from tests.contract.conftest import NOON, Account


def test_a_description_has_the_status_and_the_units_of_table_and_indexes(
    account: Account,
) -> None:
    table = account.dynamodb.describe_table(TableName="prices")["Table"]
    [index] = table["GlobalSecondaryIndexes"]
    assert table["TableStatus"] == "ACTIVE"
    assert table["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 50
    assert table["ProvisionedThroughput"]["WriteCapacityUnits"] == 20
    assert table["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 0
    assert (index["IndexName"], index["IndexStatus"]) == ("by-fixture", "ACTIVE")
    assert index["ProvisionedThroughput"]["WriteCapacityUnits"] == 20


def test_an_on_demand_table_has_its_billing_mode_and_no_units(account: Account) -> None:
    table = account.dynamodb.describe_table(TableName="leases")["Table"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    assert not table.get("GlobalSecondaryIndexes")


def test_an_update_returns_the_table(account: Account) -> None:
    told = account.dynamodb.update_table(
        TableName="prices",
        ProvisionedThroughput={"ReadCapacityUnits": 90, "WriteCapacityUnits": 20},
    )
    assert told["TableDescription"]["TableName"] == "prices"


def test_an_index_is_updated_by_its_name(account: Account) -> None:
    told = account.dynamodb.update_table(
        TableName="prices",
        GlobalSecondaryIndexUpdates=[
            {
                "Update": {
                    "IndexName": "by-fixture",
                    "ProvisionedThroughput": {"ReadCapacityUnits": 20, "WriteCapacityUnits": 90},
                }
            }
        ],
    )
    [index] = told["TableDescription"]["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "by-fixture"


def test_an_unknown_table_is_not_found(account: Account) -> None:
    with pytest.raises(account.dynamodb.exceptions.ResourceNotFoundException) as refused:
        account.dynamodb.describe_table(TableName="nope")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert "Requested resource not found" in refused.value.response["Error"]["Message"]


def test_a_table_and_its_index_are_updated_in_one_call(account: Account) -> None:
    told = account.dynamodb.update_table(
        TableName="prices",
        ProvisionedThroughput={"ReadCapacityUnits": 90, "WriteCapacityUnits": 20},
        GlobalSecondaryIndexUpdates=[
            {
                "Update": {
                    "IndexName": "by-fixture",
                    "ProvisionedThroughput": {"ReadCapacityUnits": 20, "WriteCapacityUnits": 90},
                }
            }
        ],
    )
    assert len(told["TableDescription"]["GlobalSecondaryIndexes"]) == 1


def test_a_description_has_the_warm_throughput(account: Account) -> None:
    told = {
        name: account.dynamodb.describe_table(TableName=name)["Table"]["WarmThroughput"]
        for name in ("prices", "leases")
    }
    assert told["prices"] == {
        "ReadUnitsPerSecond": 50,
        "WriteUnitsPerSecond": 20,
        "Status": "ACTIVE",
    }
    assert told["leases"]["ReadUnitsPerSecond"] == 12_000
    assert told["leases"]["WriteUnitsPerSecond"] == 4_000


def test_the_limits_of_a_table_and_of_the_account_are_described(account: Account) -> None:
    limits = account.dynamodb.describe_limits()
    assert limits["AccountMaxReadCapacityUnits"] >= limits["TableMaxReadCapacityUnits"] > 0
    assert limits["AccountMaxWriteCapacityUnits"] >= limits["TableMaxWriteCapacityUnits"] > 0


# The simulator alone from here: moto's tables are always ACTIVE, take any update at once, one of
# nothing too, and count no decreases.


def test_an_empty_update_is_refused(simulated: Account) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        simulated.dynamodb.update_table(TableName="prices")


def lower_writes(account: Account, units: int) -> None:
    account.dynamodb.update_table(
        TableName="prices",
        ProvisionedThroughput={"ReadCapacityUnits": 50, "WriteCapacityUnits": units},
    )


def test_a_table_being_updated_is_in_use(simulated: Account) -> None:
    lower_writes(simulated, 19)
    with pytest.raises(simulated.dynamodb.exceptions.ResourceInUseException):
        lower_writes(simulated, 18)
    assert simulated.dynamodb.describe_table(TableName="prices")["Table"]["TableStatus"] == (
        "UPDATING"
    )


def test_an_update_to_the_same_units_is_refused(simulated: Account) -> None:
    with pytest.raises(ClientError, match="will not change"):
        lower_writes(simulated, 20)


def test_decreases_are_counted_and_the_fifth_is_refused(cloud: Cloud, simulated: Account) -> None:
    for units in (19, 18, 17, 16):
        lower_writes(simulated, units)
        cloud.advance(cloud.now.replace(minute=cloud.now.minute + 1))
    told = simulated.dynamodb.describe_table(TableName="prices")["Table"]["ProvisionedThroughput"]
    assert told["NumberOfDecreasesToday"] == 4
    assert told["LastDecreaseDateTime"] == NOON.replace(minute=3)
    with pytest.raises(simulated.dynamodb.exceptions.LimitExceededException):
        lower_writes(simulated, 15)


def warm(account: Account, reads: int) -> None:
    account.dynamodb.update_table(
        TableName="leases",
        WarmThroughput={"ReadUnitsPerSecond": reads, "WriteUnitsPerSecond": 4_000},
    )


def test_warm_throughput_arrives_after_a_time_and_is_not_lowered(
    cloud: Cloud, simulated: Account
) -> None:
    """In moto it is available at once and can be lowered."""

    def told() -> tuple[int, str]:
        described = simulated.dynamodb.describe_table(TableName="leases")["Table"]["WarmThroughput"]
        return described["ReadUnitsPerSecond"], described["Status"]

    warm(simulated, 30_000)
    assert told() == (12_000, "UPDATING")
    cloud.advance(NOON.replace(minute=10))
    assert told() == (30_000, "ACTIVE")
    with pytest.raises(ClientError, match="decreasing WarmThroughput is not supported"):
        warm(simulated, 20_000)


def test_a_replica_with_reads_of_its_own_is_described_with_an_override(
    cloud: Cloud, simulated: Account
) -> None:
    """moto's replicas have only names."""
    elsewhere = Cloud(cloud.clock).add_table("prices", read=50, write=20)
    cloud.table("prices").replicas["us-east-1"] = elsewhere
    cloud.register("prices", "read", minimum=70, maximum=100)
    cloud.advance(NOON.replace(minute=1))
    [replica] = simulated.dynamodb.describe_table(TableName="prices")["Table"]["Replicas"]
    assert (replica["RegionName"], replica["ReplicaStatus"]) == ("us-east-1", "ACTIVE")
    assert replica["ProvisionedThroughputOverride"] == {"ReadCapacityUnits": 50}


def test_a_table_is_not_raised_above_its_quota(simulated: Account) -> None:
    """moto checks quotas only when a table is created."""
    with pytest.raises(simulated.dynamodb.exceptions.LimitExceededException):
        lower_writes(simulated, 40_001)
