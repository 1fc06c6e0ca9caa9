"""Yesterday's match, in CloudWatch and in a lease."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kickoff.aws.place import Place
from kickoff.timeline import Key
from prescaler.adapters.lease_file import LeaseFile
from prescaler.model import Dimension, Entry, Lease, Limits
from tests.unit.operations.conftest import Run

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

MINUTE = timedelta(minutes=1)
NOW = datetime.now(UTC).replace(second=0, microsecond=0)
KICKOFF = NOW - timedelta(days=1)
OPENS, CLOSES = KICKOFF - 20 * MINUTE, KICKOFF + 150 * MINUTE
TABLE = {"TableName": "prices"}
INDEX = {**TABLE, "GlobalSecondaryIndexName": "by-fixture"}
READ_METRICS = {"Target": "prices", "Dimension": "read"}
PRICING = {"Function": "pricing:live"}
LIVE = {"FunctionName": "pricing", "Resource": "pricing:live"}
LEASE = Lease(
    Dimension(Key("prices", "read"), Place(), "table/prices", "dynamodb:table:ReadCapacityUnits"),
    found=Limits(50, 4000),
    previous=Limits(50, 4000),
    applied=Limits(50, 4000),
    at=OPENS,
)
RAISED = Entry(OPENS, "raise", 50, 1200, "Leeds v Derby asks 1200, the minimum is 50")
LOWERED = Entry(CLOSES, "lower", 1200, 50, "the baseline is 50, 50 was found")
RELEASED = Entry(CLOSES + 4 * MINUTE, "release", 50, 50, "nothing is held above what was found")


class PublishedMatch:
    """CloudWatch with the metrics of a match."""

    def __init__(self, client: "CloudWatchClient") -> None:
        self.client = client
        self.stack: str | None = None

    def publish(self, name: str, of: dict[str, str], value: float, after: float) -> None:
        """Publish a value `after` minutes from kick-off; `of` has the metric's dimensions."""
        namespaces = {
            "TableName": "AWS/DynamoDB",
            "FunctionName": "AWS/Lambda",
            "ClusterName": "AWS/ECS",
        }
        namespace = namespaces.get(next(iter(of)), "Kickoff")
        if self.stack and namespace == "Kickoff":
            of = {"Stack": self.stack, **of}
        self.client.put_metric_data(
            Namespace=namespace,
            MetricData=[
                {
                    "MetricName": name,
                    "Dimensions": [{"Name": key, "Value": each} for key, each in of.items()],
                    "Timestamp": KICKOFF + after * MINUTE,
                    "Value": value,
                }
            ],
        )

    def publish_good_match(self, *, ready: int = 17) -> None:
        """Publish three quarters of each level consumed, ready in time, and all containers warm."""
        for dimension in ("read", "write", "by-fixture.write"):
            of = {**READ_METRICS, "Dimension": dimension}
            self.publish("ReadyMargin", of, ready, -ready)
            self.publish("DesiredCapacity", of, 20, -60)
            self.publish("DesiredCapacity", of, 1200, -20)
        self.publish("LiveCapacity", READ_METRICS, 50, -25)
        self.publish("LiveCapacity", READ_METRICS, 1200, -ready)
        self.publish("ConsumedReadCapacityUnits", TABLE, 900 * 60, 110)
        self.publish("ConsumedWriteCapacityUnits", TABLE, 290 * 60, 110)
        self.publish("ConsumedWriteCapacityUnits", INDEX, 280 * 60, 110)
        for minute in (-10, 0, 60):
            self.publish("WarmRequested", PRICING, 40, minute)
            self.publish("WarmDistinct", PRICING, 40, minute)
            self.publish("ColdStarts", PRICING, 40 if minute < 0 else 0, minute)


def line(name: str, kickoff: datetime, more: str = "") -> str:
    """Return the line of a fixture in the calendar."""
    return f"- {{name: {name}, kickoff: {kickoff:%Y-%m-%dT%H:%MZ}, profile: league-match{more}}}\n"


def keep_leases(config: Path, *leases: Lease) -> None:
    """Write leases beside the calendar, as without a lease table."""
    store = LeaseFile(config.parent / ".kickoff-leases.json")
    for lease in leases:
        store.put(lease)


def review_data(run: Run, config: Path, *more: str) -> Any:  # noqa: ANN401 (what JSON holds)
    """Return the review of the only fixture."""
    [found] = json.loads(run("review", *more, "--config", config, "--format", "json").out)
    return found


def recommendations(run: Run, config: Path, *more: str) -> list[str]:
    """Return each recommendation as a sentence."""
    found = review_data(run, config, *more)["advice"]
    return [f"{each['kind']} {each['about']}: {each['says']}" for each in found]
