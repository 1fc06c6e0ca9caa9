"""The shards of a Kinesis data stream in provisioned mode."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil, log2
from typing import Any

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import MINUTE_S, Metric
from kickoff.aws.place import Place
from kickoff.calendar import StreamTarget
from kickoff.outcome import Code, Failure, Outcome
from kickoff.pricing.prices import prices_of
from kickoff.timeline import Key
from prescaler.model import Capacity, Dimension
from prescaler.resources.base import AccountQuota, TargetName
from prescaler.resources.stream import StreamKind, is_on_demand, stream_metric

_SCALABLE = "kinesis:stream:ShardCount"
_ACTIVE = "ACTIVE"
_RECORDS_A_SHARD = 1_000  # a second, beside 1 MiB (Kinesis quotas)
# UpdateShardCount refuses more than double, less than half, and an eleventh call for a stream in 24
# hours (API reference). A lowering leaves three of the ten for raises: an eightfold one.
_MOST_CHANGES, _KEPT_FOR_RAISES = 10, 3
_A_DAY = timedelta(days=1)
# "A few minutes" for each call: an assumption, meant to be safe.
_A_CALL = timedelta(minutes=10)


class StreamShards(StreamKind):
    """Open shards, changed by UpdateShardCount: at most doubled or halved in a call."""

    scalable = frozenset((_SCALABLE,))
    minimum_name = "shards"
    bill_part = "Kinesis"
    actions = ("kinesis:DescribeStreamSummary", "kinesis:UpdateShardCount")
    operation = "UpdateShardCount"
    leads = tuple(each * _A_CALL for each in range(1, _MOST_CHANGES + 1))
    default_quota = 10_000  # shards of a stream (API reference)
    changes_a_day = _MOST_CHANGES
    counted_as = "changes of shards in 24 hours"
    left_as = "changes of shards left in 24 hours"
    price_depends_on = ""

    def dimensions(self, name: str, target: object) -> Iterator[Dimension]:
        """One dimension, `shards`."""
        if isinstance(target, StreamTarget) and target.shards is not None:
            resource = f"stream/{target.stream}"
            yield Dimension(Key(name, "shards"), target.place, resource, _SCALABLE)

    def lead(
        self, dimension: Dimension, capacity: Capacity, level: int, beside: int | None = None
    ) -> timedelta:
        """The time of one call for each doubling."""
        calls = self.changes_between(capacity.provisioned, level)
        return _A_CALL * min(calls, _MOST_CHANGES) if level > capacity.provisioned else timedelta(0)

    def step(self, capacity: Capacity, level: int) -> int:
        """At most double, and at least half of the open shards."""
        return max(min(level, 2 * capacity.provisioned), ceil(capacity.provisioned / 2))

    def changes_between(self, before: int, after: int) -> int:
        """One call for each doubling or halving."""
        lowest, highest = sorted((max(1, before), max(1, after)))
        return ceil(log2(highest / lowest))

    def with_changes(
        self, capacity: Capacity, changes: Sequence[datetime], now: datetime
    ) -> Capacity:
        """The capacity with kickoff's own calls of the last 24 hours; `decreased` is the first."""
        recent = sorted(each for each in changes if now - each < _A_DAY)
        first = recent[0] if recent else None
        return replace(capacity, decreases=len(recent), decreased=first)

    def next_decrease(self, capacity: Capacity, now: datetime) -> datetime:
        """Now, while enough calls are left for raises; else once the first is a day old."""
        made = capacity.decreases or 0
        if made < _MOST_CHANGES - _KEPT_FOR_RAISES or capacity.decreased is None:
            return now
        return max(now, capacity.decreased + _A_DAY)

    def price_per_hour(self, dimension: Dimension, target: object = None) -> float:
        """The price of a shard for an hour, in dollars."""
        return prices_of(dimension.place.region).shard_hour

    def more_consumption(self, dimension: Dimension) -> tuple[Metric, float]:
        """Records written: a shard is full with a thousand a second, whatever their size."""
        return stream_metric(dimension, "IncomingRecords"), MINUTE_S * _RECORDS_A_SHARD

    def described(self, stream: Mapping[str, Any]) -> Capacity | Outcome:
        """Open shards; while they are split or merged, their number is in between."""
        if is_on_demand(stream):
            text = (
                f"{stream['StreamName']} is on-demand: it has no shards to set, use warm_throughput"
            )
            return Outcome(Code.INVALID, text)
        status = stream["StreamStatus"]
        return Capacity(
            stream["OpenShardCount"], status == _ACTIVE, arn=stream["StreamARN"], note=status
        )

    def request(self, client: Any, name: str, units: int) -> None:  # noqa: ANN401 (no stubs)
        """Split or merge shards evenly."""
        client.update_shard_count(
            StreamName=name, TargetShardCount=max(1, units), ScalingType="UNIFORM_SCALING"
        )

    def account_quota(self, clients: Clients, place: Place) -> AccountQuota | Outcome:
        """The shards that the account and region may have, and has."""
        try:
            with clients.calling(place, "kinesis:DescribeLimits of the account"):
                found = clients.client("kinesis", place).describe_limits()
        except Failure as failure:
            return failure.outcome
        return AccountQuota("shards", found["ShardLimit"], found["OpenShardCount"])

    def discovered(self, clients: Clients, place: Place) -> Iterator[tuple[TargetName, int]]:
        """Each stream in provisioned mode, with its open shards."""
        client = clients.client("kinesis", place)
        for page in client.get_paginator("list_streams").paginate():
            for each in page.get("StreamSummaries", ()):
                if not is_on_demand(each):
                    name = each["StreamName"]
                    found = client.describe_stream_summary(StreamName=name)
                    count = found["StreamDescriptionSummary"]["OpenShardCount"]
                    yield TargetName("stream", name, "shards"), count
