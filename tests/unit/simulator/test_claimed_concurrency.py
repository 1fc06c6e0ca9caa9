"""The concurrency of an account that no request can have, as Lambda documents its metric."""

import pytest

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.cloudwatch import LambdaMetric, StatusCode
from simulator.traffic import Traffic
from simulator.traits import Traits
from tests.unit.simulator.times import NOON, minutes

CLAIMED = LambdaMetric("ClaimedAccountConcurrency")
UNRESERVED = LambdaMetric("UnreservedConcurrentExecutions")


def account() -> Cloud:
    """The guide's example: `orange` reserves 600 of 1,000, `blue` has 200 provisioned."""
    cloud = Cloud(Clock(NOON), concurrency=1000)
    cloud.add_function("orange", reserved=600)
    cloud.add_function("blue", traits=Traits(provisioned={"live": 200}))
    cloud.add_function("other")
    return cloud


def value(cloud: Cloud, metric: LambdaMetric) -> float:
    at = cloud.now
    cloud.advance(at + minutes(1))
    [(_, peak)] = cloud.functions.usage.points(metric, at, at + minutes(1), cloud.now)
    return peak


@pytest.mark.parametrize(
    ("function", "requests", "unreserved"),
    [("orange", 50, 0), ("blue", 150, 0), ("blue", 300, 100), ("other", 100, 100)],
)
def test_reserved_and_provisioned_concurrency_is_claimed_used_or_idle(
    function: str, requests: int, unreserved: int
) -> None:
    for metric, expected in ((UNRESERVED, unreserved), (CLAIMED, 800 + unreserved)):
        cloud = account()
        cloud.minute(Traffic(requests={(function, "live"): requests}))
        assert value(cloud, metric) == expected


def test_a_lost_or_failed_metric_has_no_values() -> None:
    cloud = account()
    cloud.minute(Traffic(requests={("other", "live"): 1}))
    usage, at = cloud.functions.usage, cloud.now
    cloud.advance(at + minutes(1))
    assert len(usage.points(CLAIMED, at, cloud.now, cloud.now)) == 1
    usage.statuses[CLAIMED] = StatusCode.INTERNAL_ERROR
    assert usage.points(CLAIMED, at, cloud.now, cloud.now) == []
    usage.statuses.clear()
    usage.lost.add(at)
    assert usage.points(CLAIMED, at, cloud.now, cloud.now) == []
