"""A concurrency throttle ends a wave; after a rate throttle a ping is sent again."""

import json

import pytest

from tests.unit.warmer.lambda_service import (
    LambdaService,
    Pool,
    always,
    throttled,
)
from tests.unit.warmer.pinging import warm, warming
from warmer.model import PingCode
from warmer.waves.sender import WaveSender

pytestmark = pytest.mark.usefixtures("_unhurried")


def test_throttles_are_counted_by_reason_and_the_shortfall_is_reported(
    service: LambdaService, sender: WaveSender
) -> None:
    service.functions["pricing:live"] = Pool(limit=7)
    [result] = warm(sender, warming(10))
    assert result.report.throttled == {"ConcurrentInvocationLimitExceeded": 3}
    assert result.report.distinct == 7
    assert result.code is PingCode.THROTTLED
    assert "3 throttled: ConcurrentInvocationLimitExceeded" in result.reason


@pytest.mark.parametrize(
    "reason",
    [
        "ConcurrentInvocationLimitExceeded",
        "ReservedFunctionConcurrentInvocationLimitExceeded",
        "ConcurrentSnapshotCreateLimitExceeded",
    ],
)
def test_after_a_concurrency_throttle_no_ping_is_sent_again(
    service: LambdaService, sender: WaveSender, reason: str
) -> None:
    service.functions["pricing:live"] = always(throttled(reason))
    [result] = warm(sender, warming(10))
    assert len(service.requests) == 10
    assert (result.report.throttled, result.report.retried) == ({reason: 10}, 0)


@pytest.mark.parametrize(
    "reason",
    [
        "CallerRateLimitExceeded",
        "FunctionInvocationRateLimitExceeded",
        "ReservedFunctionInvocationRateLimitExceeded",
    ],
)
def test_after_a_rate_throttle_a_ping_is_sent_again_inside_the_hold(
    service: LambdaService, sender: WaveSender, reason: str
) -> None:
    pool = Pool()

    async def busy_at_first(event: dict[str, object]) -> bytes:
        return throttled(reason) if len(service.requests) <= 20 else await pool(event)

    service.functions["pricing:live"] = busy_at_first
    [result] = warm(sender, warming(10))
    assert result.report.retried == 20
    assert (result.report.sent, result.report.distinct, result.report.throttled) == (10, 10, {})


def test_after_the_hold_no_throttled_ping_is_sent_again(
    service: LambdaService, sender: WaveSender
) -> None:
    service.functions["pricing:live"] = always(throttled("CallerRateLimitExceeded"))
    [result] = warm(sender, warming(10))
    assert result.report.throttled == {"CallerRateLimitExceeded": 10}
    holds = [json.loads(each.body)["kickoff"]["hold_until"] for each in service.requests]
    assert all(r.arrived_ms < hold + 3_000 for r, hold in zip(service.requests, holds, strict=True))
    assert len(set(holds)) == 1
