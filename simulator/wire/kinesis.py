"""Operations of Kinesis Data Streams."""

from typing import Any

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.kinesis import SimulatedStream
from simulator.wire.arrival import fault_errors
from simulator.wire.json_rpc import JsonOperation, JsonService, Parameters

_ACCOUNT = "123456789012"
_CREATED = 1_780_000_000
_NAME = frozenset({"StreamName"})


def _stream(cloud: Cloud, parameters: Parameters) -> SimulatedStream:
    name = parameters["StreamName"]
    if name not in cloud.streams:
        message = f"Stream {name} under account {_ACCOUNT} not found."
        raise ServiceError("ResourceNotFoundException", message)
    return cloud.streams[name]


def _summary(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    stream = _stream(cloud, parameters)
    described = {
        **_named(cloud, stream),
        "RetentionPeriodHours": 24,
        "EnhancedMonitoring": [],
        "OpenShardCount": stream.open_shards(cloud.now),
    }
    if warm := stream.warmth(cloud.now):
        described["WarmThroughput"] = {"TargetMiBps": warm[0], "CurrentMiBps": warm[1]}
    return {"StreamDescriptionSummary": described}


def _named(cloud: Cloud, stream: SimulatedStream) -> dict[str, Any]:
    return {
        "StreamName": stream.name,
        "StreamARN": f"arn:aws:kinesis:{cloud.region}:{_ACCOUNT}:stream/{stream.name}",
        "StreamStatus": stream.status(cloud.now),
        "StreamModeDetails": {"StreamMode": "ON_DEMAND" if stream.on_demand else "PROVISIONED"},
        "StreamCreationTimestamp": _CREATED,
    }


def _list(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:  # noqa: ARG001 (as all)
    streams = [_named(cloud, each) for each in cloud.streams.values()]
    names = [each["StreamName"] for each in streams]
    return {"StreamNames": names, "HasMoreStreams": False, "StreamSummaries": streams}


def _limits(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:  # noqa: ARG001 (as all)
    on_demand = sum(each.on_demand for each in cloud.streams.values())
    return {
        "ShardLimit": cloud.shard_limit,
        "OpenShardCount": cloud.open_shards(),
        "OnDemandStreamCount": on_demand,
        "OnDemandStreamCountLimit": 50,
    }


def _update_shards(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    stream, count = _stream(cloud, parameters), parameters["TargetShardCount"]
    before = stream.open_shards(cloud.now)
    stream.update_shards(count, cloud.shard_limit - cloud.open_shards(), cloud.now)
    return {"StreamName": stream.name, "CurrentShardCount": before, "TargetShardCount": count}


def _update_warmth(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    stream = _stream(cloud, parameters)
    stream.update_warmth(parameters["WarmThroughputMiBps"], cloud.now)
    target, current = stream.warmth(cloud.now) or (0, 0)
    warm = {"TargetMiBps": target, "CurrentMiBps": current}
    return {"StreamName": stream.name, "WarmThroughput": warm}


KINESIS = JsonService(
    name="kinesis",
    content_type="application/x-amz-json-1.1",
    operations={
        "DescribeLimits": JsonOperation(_limits, frozenset()),
        "DescribeStreamSummary": JsonOperation(_summary, _NAME),
        "ListStreams": JsonOperation(_list, frozenset({"Limit", "NextToken"})),
        "UpdateShardCount": JsonOperation(
            _update_shards, _NAME | {"TargetShardCount", "ScalingType"}
        ),
        "UpdateStreamWarmThroughput": JsonOperation(
            _update_warmth, _NAME | {"WarmThroughputMiBps"}
        ),
    },
    errors=fault_errors(
        ServiceError("InternalFailure", "The service failed", status=500),
        ServiceError("ThrottlingException", "Rate exceeded"),
    ),
)
