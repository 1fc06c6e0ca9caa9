import json
import time

import pytest

from tests.unit.warmer.lambda_service import (
    LambdaService,
    Pool,
    all_but_one,
    always,
    error,
    response,
)
from tests.unit.warmer.pinging import CLOCK, new_sender, warm, warming
from warmer.adapters.transport import Transport
from warmer.model import PingCode
from warmer.plan.hold_time import PERIOD_MS, ConnectTiming
from warmer.waves.sender import WaveSender


def test_a_new_sender_reaches_three_hundred_containers(
    service: LambdaService, sender: WaveSender
) -> None:
    """In its first wave, if the machine runs client and service at the same time."""
    service.functions["pricing:live"] = pool = Pool()
    [result] = warm(sender, warming(300))
    report = result.report
    assert report.sent == report.answered == 300 * report.waves
    assert (report.distinct, report.cold, pool.made) == (300, 300, 300)
    assert result.code is PingCode.OK


@pytest.mark.usefixtures("_unhurried")
def test_later_waves_find_the_containers_of_the_first(
    service: LambdaService, sender: WaveSender
) -> None:
    service.functions["pricing:live"] = pool = Pool()
    warm(sender, warming(50))
    reports = [warm(sender, warming(50))[0].report for _ in range(3)]
    assert [(report.distinct, report.cold) for report in reports] == [(50, 0)] * 3
    assert pool.made == 50


def test_without_a_hold_some_containers_answer_twice(
    service: LambdaService, sender: WaveSender
) -> None:
    """A container that does not hold is used again, so the pool can fail the tests above."""
    service.functions["pricing:live"] = pool = Pool(guarded=False)
    [result] = warm(sender, warming(300))
    assert result.report.answered == 300
    assert pool.made < 300


def test_a_container_that_answers_twice_counts_once(
    service: LambdaService, sender: WaveSender
) -> None:
    words = {"container": "a", "first": False, "init": "on-demand", "idle_ms": 5, "held_ms": 9}
    service.functions["pricing:live"] = always(response(200, {"kickoff": words}))
    [result] = warm(sender, warming(3), within_s=4)
    assert (result.report.answered, result.report.distinct) == (len(service.requests), 1)
    assert (result.code, result.report.shortfall) == (PingCode.SHORTFALL, 2)


def test_a_short_wave_is_followed_by_another_for_all_containers(
    service: LambdaService, sender: WaveSender
) -> None:
    pool = Pool()

    async def fails_at_first(event: dict[str, object]) -> bytes:
        if len(service.requests) <= 5:
            return error(500, "ServiceException")
        return await pool(event)

    service.functions["pricing:live"] = fails_at_first
    [result] = warm(sender, warming(20))
    assert result.report.waves > 1
    assert (result.code, result.report.distinct) == (PingCode.OK, 20)
    assert len(service.requests) == 20 * result.report.waves


def test_a_function_gets_at_most_the_configured_number_of_waves(
    service: LambdaService, transport: Transport
) -> None:
    service.functions["pricing:live"] = all_but_one
    [result] = warm(new_sender(transport, most_waves=2), warming(5))
    assert (result.report.waves, len(service.requests)) == (2, 10)
    assert (result.code, result.report.shortfall) == (PingCode.SERVICE_ERROR, 1)


@pytest.mark.usefixtures("_unhurried")
def test_a_failing_function_does_not_affect_another(
    service: LambdaService, sender: WaveSender
) -> None:
    service.functions["stuck:live"] = Pool(run_s=60)
    service.functions["garbage:live"] = always(b"220 mail.example.com ESMTP\r\n")
    service.functions["pricing:live"] = Pool()
    names = ["stuck", "absent", "garbage", "pricing"]
    results = warm(sender, *(warming(5, name) for name in names), within_s=6)
    assert [result.warming.target for result in results] == names
    assert [result.code for result in results] == [
        PingCode.UNKNOWN,
        PingCode.MISSING,
        PingCode.BROKEN,
        PingCode.OK,
    ]


@pytest.mark.usefixtures("_unhurried")
def test_pings_in_flight_never_exceed_the_descriptor_limit(
    service: LambdaService, sender: WaveSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warmer.plan.schedule.MOST_PINGS", 10)
    service.functions["first:live"] = service.functions["second:live"] = pool = Pool(limit=10)
    results = warm(sender, warming(8, "first"), warming(15, "second"))
    assert [result.report.sent for result in results] == [8, 10]
    assert [result.code for result in results] == [PingCode.OK, PingCode.SHORTFALL]
    assert pool.made == 10


def test_on_a_scarce_processor_a_wave_waits_one_period_before_it_is_fired(
    service: LambdaService,
) -> None:
    service.functions["pricing:live"] = Pool()
    transport = Transport(clock=CLOCK)
    transport.connecting = ConnectTiming(1.0, tls=True, share=0.15)
    began = time.time() * 1000
    [result] = warm(new_sender(transport), warming(1))
    assert result.code is PingCode.OK
    assert service.requests[0].arrived_ms - began >= PERIOD_MS


@pytest.mark.usefixtures("_unhurried")
def test_few_pings_of_several_functions_are_fired_together(
    service: LambdaService, sender: WaveSender
) -> None:
    service.functions["first:live"] = service.functions["second:live"] = Pool()
    warm(sender, warming(40, "first"), warming(40, "second"))
    arrived, held = _arrivals(service, "second"), _holds(service, "first")
    assert max(arrived) < min(held)


@pytest.mark.usefixtures("_unhurried")
def test_many_pings_wait_for_the_replies_of_the_wave_before(
    service: LambdaService, sender: WaveSender
) -> None:
    service.functions["first:live"] = service.functions["second:live"] = Pool()
    warm(sender, warming(60, "first"), warming(60, "second"))
    arrived, held = _arrivals(service, "second"), _holds(service, "first")
    assert min(arrived) >= max(held)


@pytest.mark.usefixtures("_unhurried")
def test_a_wave_without_time_for_its_replies_is_not_sent(
    service: LambdaService, sender: WaveSender
) -> None:
    service.functions["first:live"] = service.functions["second:live"] = Pool()
    results = warm(sender, warming(60, "first"), warming(60, "second"), within_s=1)
    assert [result.code for result in results] == [PingCode.UNKNOWN, PingCode.UNKNOWN]
    assert [result.report.sent for result in results] == [60, 0]
    assert "no time was left to send it" in results[1].reason


def _arrivals(service: LambdaService, name: str) -> list[float]:
    return [each.arrived_ms for each in service.requests if f"/{name}/" in each.path]


def _holds(service: LambdaService, name: str) -> list[int]:
    return [
        json.loads(each.body)["kickoff"]["hold_until"]
        for each in service.requests
        if f"/{name}/" in each.path
    ]


def test_a_late_wave_makes_the_next_hold_longer(service: LambdaService, sender: WaveSender) -> None:
    words = {"container": "a", "first": False, "init": "on-demand", "idle_ms": 5, "held_ms": 0}
    service.functions["pricing:live"] = always(response(200, {"kickoff": words}))
    for _ in range(5):
        warm(sender, warming(1))
    holds = [
        json.loads(request.body)["kickoff"]["hold_until"] - request.arrived_ms
        for request in service.requests
    ]
    assert holds[-1] > 2 * holds[0]
