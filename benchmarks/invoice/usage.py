"""The usage that ticks of the handlers cause in a simulated account."""

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from kickoff.pricing.invoice import Usage
from simulator.cloud import Cloud
from simulator.dynamodb.conditions import Item
from simulator.dynamodb.item_size import item_size
from simulator.lambda_runtime import HandlerOutput

HANDLERS = ("prescaler.handler.handler", "warmer.handler.handler")
TIMEOUT_S = 50
LEASE_TABLE = "leases"
# Every call of AWS is counted as waited for, one after the other; a wave of pings, once for all.
CALL_S, WAVE_S = 0.03, 1.0
# 512 MB are a share of a processor; 1,769 MB are a whole one.
CPU_SHARE = 512 / 1769
# CloudWatch Logs adds 26 bytes to each line. Lambda writes its own lines of an invocation.
LINE_BYTES, INVOCATION_BYTES = 26, 1_000
_STRONG_READ, _WRITE = 4_096, 1_024
_MINUTE = timedelta(minutes=1)

Invoke = Callable[[Mapping[str, object]], HandlerOutput]
"""Invokes the handlers with an event."""
Serve = Callable[[datetime], None]
"""Serves the load of the minute that begins at an instant, and moves the account's clock."""


@dataclass(slots=True)
class MeasuredUsage(Usage):
    """The usage, and the calls by operation; most are free."""

    calls: Counter[str] = field(default_factory=Counter)

    def times(self, factor: float) -> "MeasuredUsage":
        """Return the usage of a longer time."""
        calls = Counter({name: round(count * factor) for name, count in self.calls.items()})
        return replace(Usage.times(self, factor), calls=calls)

    def plus(self, other: Usage) -> "MeasuredUsage":
        """Return the sum of two usages."""
        calls = other.calls if isinstance(other, MeasuredUsage) else Counter[str]()
        return replace(Usage.plus(self, other), calls=self.calls + calls)

    @property
    def free_calls(self) -> int:
        """The calls that AWS does not charge for."""
        return sum(self.calls.values()) - sum(self.calls[each] for each in _CHARGED)


_CHARGED = (
    "cloudwatch.GetMetricData",
    "dynamodb.BatchGetItem",
    "dynamodb.GetItem",
    "dynamodb.PutItem",
    "dynamodb.Scan",
    "dynamodb.UpdateItem",
)


def measure(
    cloud: Cloud, invoke: Invoke, start: datetime, minutes: int, serve: Serve
) -> MeasuredUsage:
    """Run a tick a minute, and return the usage.

    A metric counts for each hour of the clock, or for the whole time if that is shorter.
    """
    usage = MeasuredUsage()
    seen: set[object] = set()
    for at in (start + minute * _MINUTE for minute in range(minutes)):
        cloud.calls.clear()
        began = time.process_time()
        output = invoke({"scheduled_time": f"{at:%Y-%m-%dT%H:%M:%SZ}"})
        if output.raised:
            raise output.raised[0]
        _add_tick(usage, cloud, output, time.process_time() - began)
        hour = at.replace(minute=0)
        seen |= {(hour, each.name, *sorted(each.dimensions.items())) for each in output.metrics}
        serve(at)
    usage.series = len(seen)
    return usage


def _add_tick(usage: MeasuredUsage, cloud: Cloud, output: HandlerOutput, cpu_s: float) -> None:
    calls = list(cloud.calls)
    counted = Counter(call.operation for call in calls)
    pings = counted["lambda.Invoke"]
    usage.calls += counted
    usage.invocations += len(HANDLERS)
    usage.lambda_s += cpu_s / CPU_SHARE + CALL_S * (len(calls) - pings) + WAVE_S * (pings > 0)
    lines = len(output.logs) + len(output.metrics)  # an EMF line has at least one metric
    usage.log_bytes += output.written + LINE_BYTES * lines + INVOCATION_BYTES * len(HANDLERS)
    for call in calls:
        match call.operation, call.parameters:
            case "cloudwatch.GetMetricData", {"MetricDataQueries": list(queries)}:
                usage.metric_reads += len(queries)
            case "events.PutEvents", {"Entries": list(entries)}:
                usage.events += len(entries)
            case "dynamodb.Scan", _:
                usage.read_units += _units(_stored(cloud), _STRONG_READ)
            case "dynamodb.GetItem", _:
                usage.read_units += 1
            case "dynamodb.BatchGetItem", {"RequestItems": dict(requests)}:
                keys = requests[LEASE_TABLE]["Keys"]
                usage.read_units += sum(_units(_size(cloud, key), _STRONG_READ) for key in keys)
            case "dynamodb.PutItem", {"Item": dict(item)}:
                usage.write_units += _units(item_size(item), _WRITE)
            case "dynamodb.UpdateItem", {"Key": dict(key)}:
                usage.write_units += _units(_size(cloud, key), _WRITE)
            case _:
                pass


def _stored(cloud: Cloud) -> int:
    items, _ = cloud.items(LEASE_TABLE).scan(None, None)
    return sum(map(item_size, items))


def _size(cloud: Cloud, key: Item) -> int:
    item = cloud.items(LEASE_TABLE).get(key)
    return 0 if item is None else item_size(item)


def _units(size: int, unit: int) -> int:
    return max(1, math.ceil(size / unit))
