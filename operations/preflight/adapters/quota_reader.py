"""Amazon DynamoDB: quotas, their use, and the units of tables."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, read_metrics
from kickoff.aws.place import Place
from kickoff.outcome import Outcome
from operations.preflight.adapters.calls import call
from operations.preflight.facts import QuotaScope, ReadWrite, ThroughputLimits
from prescaler.adapters.tables import describe
from prescaler.model import Resource

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb.type_defs import ProvisionedThroughputDescriptionTypeDef

_PERIOD_S = 300  # DynamoDB publishes metrics of the account every five minutes
_LOOK_BACK = timedelta(minutes=30)


class QuotaReader:
    """Reads by DescribeLimits (allowed once a minute), GetMetricData and DescribeTable."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def throughput(self, place: Place, scope: QuotaScope) -> ThroughputLimits | Outcome:
        """Read the quotas of provisioned throughput."""

        def read() -> ThroughputLimits:
            found = self._clients.dynamodb(place).describe_limits()
            return ThroughputLimits(
                ReadWrite(found["TableMaxReadCapacityUnits"], found["TableMaxWriteCapacityUnits"]),
                ReadWrite(
                    found["AccountMaxReadCapacityUnits"], found["AccountMaxWriteCapacityUnits"]
                ),
            )

        within = partial(self._clients.calling, place)
        return call(f"dynamodb:DescribeLimits of {scope}", read, within)

    def provisioned_share(
        self, place: Place, scope: QuotaScope, now: datetime
    ) -> ReadWrite | Outcome:
        """Read the provisioned share of the account's quota; 0 without a metric."""
        return call(
            f"cloudwatch:GetMetricData of {scope}",
            lambda: _provisioned_share(self._clients.cloudwatch(place), now),
            partial(self._clients.calling, place),
        )

    def table_units(self, table: Resource) -> dict[str, int] | Outcome:
        """Read the units of a table and its indexes by dimension; 0 for an on-demand table."""
        found = describe(self._clients, table)
        if isinstance(found, Outcome):
            return found
        units = _halves("", found.get("ProvisionedThroughput"))
        for index in found.get("GlobalSecondaryIndexes", ()):
            units |= _halves(f"{index['IndexName']}.", index.get("ProvisionedThroughput"))
        return units


def _halves(
    prefix: str, throughput: "ProvisionedThroughputDescriptionTypeDef | None"
) -> dict[str, int]:
    units = throughput or {}
    return {
        f"{prefix}read": units.get("ReadCapacityUnits", 0),
        f"{prefix}write": units.get("WriteCapacityUnits", 0),
    }


def _provisioned_share(client: "CloudWatchClient", now: datetime) -> ReadWrite:
    metrics = [_utilization("Read"), _utilization("Write")]
    found = read_metrics(client, metrics, now - _LOOK_BACK, now)
    reads, writes = (values[max(values)] / 100 if values else 0.0 for values in found.values())
    return ReadWrite(reads, writes)


def _utilization(half: str) -> Metric:
    """Return the metric of a percentage of the account's quota."""
    name = f"AccountProvisioned{half}CapacityUtilization"
    return Metric("AWS/DynamoDB", name, (), "Maximum", _PERIOD_S)
