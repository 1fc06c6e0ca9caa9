import json
import time

import pytest

from kickoff.aws.sessions import Aws
from tests.unit.warmer.lambda_service import (
    LambdaService,
    Pool,
    always,
    error,
    response,
)
from tests.unit.warmer.pinging import warm, warming
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.model import ConnectTiming, PingCode
from warmer.plan.hold_time import PERIOD_MS
from warmer.waves.sender import MOST_WAVES, WaveSender


def test_a_cold_client_reaches_three_hundred_containers(
    service: LambdaService, waves: WaveSender
) -> None:
    """In its first wave, where the machine lets client and service run at once."""
    service.functions["pricing:live"] = pool = Pool()
    [result] = warm(waves, warming(300))
    report = result.report
    assert report.sent == report.answered == 300 * report.waves
    assert (report.distinct, report.cold, pool.made) == (300, 300, 300)
    assert result.outcome.code is PingCode.OK


@pytest.mark.usefixtures("_unhurried")
def test_later_waves_find_the_containers_of_the_first(
    service: LambdaService, waves: WaveSender
) -> None:
    service.functions["pricing:live"] = pool = Pool()
    warm(waves, warming(50))
    reports = [warm(waves, warming(50))[0].report for _ in range(3)]
    assert [(report.distinct, report.cold) for report in reports] == [(50, 0)] * 3
    assert pool.made == 50


def test_without_a_hold_the_same_containers_would_answer_twice(
    service: LambdaService, waves: WaveSender
) -> None:
    """What does not hold is used again: the pool makes the tests above mean something."""
    service.functions["pricing:live"] = pool = Pool(guarded=False)
    [result] = warm(waves, warming(300))
    assert result.report.answered == 300
    assert pool.made < 300


def test_a_container_that_answers_twice_counts_once(
    service: LambdaService, waves: WaveSender
) -> None:
    words = {"container": "a", "first": False, "init": "on-demand", "idle_ms": 5, "held_ms": 9}
    service.functions["pricing:live"] = always(response(200, {"kickoff": words}))
    [result] = warm(waves, warming(3))
    assert (result.report.answered, result.report.distinct) == (3 * MOST_WAVES, 1)
    assert result.outcome.code is PingCode.SHORTFALL


def test_a_wave_that_falls_short_is_followed_by_another_for_all(
    service: LambdaService, waves: WaveSender
) -> None:
    pool = Pool()

    async def fails_at_first(event: dict[str, object]) -> bytes:
        if len(service.requests) <= 5:
            return error(500, "ServiceException")
        return await pool(event)

    service.functions["pricing:live"] = fails_at_first
    [result] = warm(waves, warming(20))
    assert result.report.waves > 1
    assert (result.outcome.code, result.report.distinct) == (PingCode.OK, 20)
    assert len(service.requests) == 20 * result.report.waves


def test_waves_are_never_more_than_configured(service: LambdaService, transport: Transport) -> None:
    words = {"container": "a", "first": False, "init": "on-demand", "idle_ms": 5, "held_ms": 9}
    service.functions["pricing:live"] = always(response(200, {"kickoff": words}))
    [result] = warm(WaveSender(Endpoints(Aws()), transport, most_waves=2), warming(5))
    assert (result.report.waves, len(service.requests)) == (2, 10)
    assert (result.outcome.code, result.report.shortfall) == (PingCode.SHORTFALL, 4)


@pytest.mark.usefixtures("_unhurried")
def test_a_bad_function_does_not_hide_another(service: LambdaService, waves: WaveSender) -> None:
    service.functions["stuck:live"] = Pool(run_s=60)
    service.functions["garbage:live"] = always(b"220 mail.example.com ESMTP\r\n")
    service.functions["pricing:live"] = Pool()
    names = ["stuck", "absent", "garbage", "pricing"]
    results = warm(waves, *(warming(5, name) for name in names), within_s=6)
    assert [result.warming.target for result in results] == names
    assert [result.outcome.code for result in results] == [
        PingCode.UNKNOWN,
        PingCode.MISSING,
        PingCode.BROKEN,
        PingCode.OK,
    ]


@pytest.mark.usefixtures("_unhurried")
def test_more_pings_than_there_are_descriptors_for_never_fly_together(
    service: LambdaService, waves: WaveSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warmer.plan.schedule.MOST_PINGS", 10)
    service.functions["first:live"] = service.functions["second:live"] = pool = Pool(limit=10)
    results = warm(waves, warming(8, "first"), warming(15, "second"))
    assert [result.report.sent for result in results] == [8, 10]
    assert [result.outcome.code for result in results] == [PingCode.OK, PingCode.SHORTFALL]
    assert pool.made == 10


def test_where_the_processor_is_scarce_a_wave_rests_before_it_is_fired(
    service: LambdaService,
) -> None:
    service.functions["pricing:live"] = Pool()
    transport = Transport()
    transport.opening = ConnectTiming(1.0, tls=True, share=0.15)
    began = time.time() * 1000
    [result] = warm(WaveSender(Endpoints(Aws()), transport), warming(1))
    assert result.outcome.code is PingCode.OK
    assert service.requests[0].arrived_ms - began >= PERIOD_MS


@pytest.mark.usefixtures("_unhurried")
def test_few_pings_of_several_functions_are_fired_together(
    service: LambdaService, waves: WaveSender
) -> None:
    service.functions["first:live"] = service.functions["second:live"] = Pool()
    warm(waves, warming(40, "first"), warming(40, "second"))
    arrived, held = _arrivals(service, "second"), _holds(service, "first")
    assert max(arrived) < min(held)


@pytest.mark.usefixtures("_unhurried")
def test_many_wait_until_those_before_them_are_home(
    service: LambdaService, waves: WaveSender
) -> None:
    service.functions["first:live"] = service.functions["second:live"] = Pool()
    warm(waves, warming(60, "first"), warming(60, "second"))
    arrived, held = _arrivals(service, "second"), _holds(service, "first")
    assert min(arrived) >= max(held)


@pytest.mark.usefixtures("_unhurried")
def test_what_there_is_no_time_to_wait_for_is_not_sent(
    service: LambdaService, waves: WaveSender
) -> None:
    service.functions["first:live"] = service.functions["second:live"] = Pool()
    results = warm(waves, warming(60, "first"), warming(60, "second"), within_s=1)
    assert [result.outcome.code for result in results] == [PingCode.UNKNOWN, PingCode.UNKNOWN]
    assert [result.report.sent for result in results] == [60, 0]
    assert "no time was left to send it" in results[1].outcome.reason


def _arrivals(service: LambdaService, name: str) -> list[float]:
    return [each.arrived_ms for each in service.requests if f"/{name}/" in each.path]


def _holds(service: LambdaService, name: str) -> list[int]:
    return [
        json.loads(each.body)["kickoff"]["hold_until"]
        for each in service.requests
        if f"/{name}/" in each.path
    ]


def test_a_wave_that_came_too_late_makes_the_next_hold_longer(
    service: LambdaService, waves: WaveSender
) -> None:
    words = {"container": "a", "first": False, "init": "on-demand", "idle_ms": 5, "held_ms": 0}
    service.functions["pricing:live"] = always(response(200, {"kickoff": words}))
    for _ in range(5):
        warm(waves, warming(1))
    holds = [
        json.loads(request.body)["kickoff"]["hold_until"] - request.arrived_ms
        for request in service.requests
    ]
    assert holds[-1] > 2 * holds[0]
