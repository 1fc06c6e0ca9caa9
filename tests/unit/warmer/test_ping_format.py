import asyncio
import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kickoff.aws.place import Place
from kickoff.calendar import FunctionTarget, Guard, load
from tests.unit.warmer.calendars import written
from tests.unit.warmer.lambda_service import LambdaService, response
from tests.unit.warmer.pinging import warm
from warmer.model import (
    FunctionRef,
    GuardAnswer,
    Permit,
    Ping,
    PingCode,
    PingFormat,
    Reply,
    Warming,
    WarmingResult,
)
from warmer.plan import ping_format, schedule
from warmer.plan.hold_time import FIRST_HOLD_MS
from warmer.plan.results import count_replies
from warmer.plan.shards import shard_of, shards
from warmer.waves.sender import WaveSender

PING = Ping(wave="w", index=3, of=40, hold_until=1796473200123)
PRICING = FunctionRef("pricing", "live", Place())
NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
CUSTOM = PingFormat(payload='{"warm":true}', client_context='{"custom":{"warm":true}}')
HOLDING = [Guard.KICKOFF, Guard.OPEN_NEXT, Guard.SST, Guard.THUNDRA]


def sent(pinged: PingFormat, hold_ms: int = 200) -> Any:  # noqa: ANN401 (it is JSON)
    return json.loads(ping_format.payload(pinged, PING, hold_ms))


class TestPayload:
    def test_a_ping_of_kickoff_has_the_documented_fields(self) -> None:
        words = {"ping": "w", "index": 3, "of": 40, "hold_until": 1796473200123}
        assert sent(PingFormat()) == {"kickoff": words}

    def test_a_custom_payload_is_sent_unchanged(self) -> None:
        assert ping_format.payload(CUSTOM, PING, 200) == b'{"warm":true}'
        assert b64decode(ping_format.client_context(CUSTOM) or "") == b'{"custom":{"warm":true}}'

    @pytest.mark.parametrize("guard", [Guard.OPEN_NEXT, Guard.SST])
    def test_a_guard_with_a_delay_gets_the_hold(self, guard: Guard) -> None:
        assert sent(PingFormat(guard))["delay"] == 200

    @pytest.mark.parametrize(("hold_ms", "wait"), [(200, 110), (90, 0), (0, 0)])
    def test_thundras_guard_gets_the_hold_above_its_own(self, hold_ms: int, wait: int) -> None:
        assert sent(PingFormat(Guard.THUNDRA), hold_ms) == f"#warmup wait={wait}"

    @pytest.mark.parametrize("guard", Guard)
    def test_only_one_guard_has_a_client_context(self, guard: Guard) -> None:
        has_one = ping_format.client_context(PingFormat(guard)) is not None
        assert has_one is (guard is Guard.SERVERLESS_PLUGIN_WARMUP)


class TestHold:
    @pytest.mark.parametrize("guard", HOLDING)
    def test_a_guard_with_a_variable_hold_holds_as_desired(self, guard: Guard) -> None:
        assert ping_format.hold_ms(PingFormat(guard), 700) == 700

    def test_thundras_guard_holds_at_least_its_own_time(self) -> None:
        assert ping_format.hold_ms(PingFormat(Guard.THUNDRA), 20) == 90

    @pytest.mark.parametrize("guard", [guard for guard in Guard if guard not in HOLDING])
    def test_a_guard_with_a_fixed_hold_is_not_expected_to_hold_longer(self, guard: Guard) -> None:
        assert ping_format.hold_ms(PingFormat(guard), 700) <= 75
        assert ping_format.hold_ms(CUSTOM, 700) <= 75


class TestAnswers:
    def test_the_answer_of_open_next_names_its_container_only(self) -> None:
        assert ping_format.guard_answer({"type": "warmer", "serverId": "x7f3qz"}) == GuardAnswer(
            "x7f3qz"
        )

    @pytest.mark.parametrize(
        "content",
        [
            {"serverId": "server-x7f3qz"},  # SST's guard, with another value in each answer
            {"type": "warmer"},
            {"type": "warmer", "serverId": 7},
            {"statusCode": 200},
            {},
        ],
    )
    def test_other_answers_prove_nothing(self, content: dict[str, object]) -> None:
        assert ping_format.guard_answer(content) is None

    def test_an_answer_without_a_hold_is_not_late(self) -> None:
        reply = Reply(PingCode.OK, answer=GuardAnswer("x7f3qz"), sent=1.0, answered=2.0)
        assert not reply.late

    def test_beside_other_shards_an_answer_without_a_hold_proves_nothing(
        self,
    ) -> None:
        replies = [Reply(PingCode.OK, answer=GuardAnswer("x7f3qz"), sent=1.0, answered=2.0)]
        assert not count_replies(1, replies).inferred
        assert count_replies(1, replies, shared=True).inferred


class TestCalendar:
    def target(self, **keys: object) -> FunctionTarget:
        warm = {"baseline": 1, "max": 2, "every": "5m"}
        return FunctionTarget.model_validate({"function": "pricing", "warm": warm} | keys)

    def test_the_default_guard_is_kickoffs(self) -> None:
        assert ping_format.ping_format(self.target()) == PingFormat()
        assert ping_format.ping_format(self.target(guard="thundra")) == PingFormat(Guard.THUNDRA)

    def test_payload_and_client_context_may_be_any_json(self) -> None:
        context = {"custom": {"warm": True}}
        assert (
            ping_format.ping_format(self.target(payload={"warm": True}, client_context=context))
            == CUSTOM
        )
        assert ping_format.ping_format(self.target(payload="#warm")).payload == '"#warm"'

    def test_the_calendar_defines_the_ping_format(self, tmp_path: Path) -> None:
        text = (
            "version: 1\ntimezone: UTC\nprofiles: {}\nfixtures: []\ntargets:\n"
            "  a: {function: a, guard: lambda-warmer, warm: {baseline: 1, max: 2, every: 1m}}\n"
            "  b: {function: b, payload: [7], warm: {baseline: 1, max: 2, every: 1m}}\n"
        )
        calendar = load(written(tmp_path, text))
        due = schedule.due(calendar, NOON)
        assert [each.ping_format for each in due] == [
            PingFormat(Guard.LAMBDA_WARMER),
            PingFormat(payload="[7]"),
        ]

    def test_a_shard_has_the_ping_format_of_its_wave(self) -> None:
        for pinged in (PingFormat(Guard.THUNDRA), CUSTOM):
            warming = Warming("pricing", PRICING, 900, ping_format=pinged)
            [shard, *_] = shards(Permit(warming, 900), 900, 1796473200123, "abc", last=True)
            again = shard_of(json.loads(json.dumps(shard.event())))
            assert again is not None
            assert again.permit.warming.ping_format == pinged


class OpenNext:
    """An OpenNext function: it holds for the delay of its event, and names its container."""

    def __init__(self) -> None:
        self.idle: list[str] = []
        self.made = 0

    async def __call__(self, event: dict[str, object]) -> bytes:
        delay = event["delay"]
        assert isinstance(delay, int)
        first = not self.idle
        self.made += first
        container = f"container-{self.made}" if first else self.idle.pop()
        await asyncio.sleep(delay / 1000)
        self.idle.append(container)
        log = b64encode(_report(first=first).encode()).decode()
        answer = {"serverId": container, "type": "warmer"}
        return response(200, answer, x_amz_log_result=log)


class TestWaves:
    def warm(self, sender: WaveSender, pinged: PingFormat, count: int) -> WarmingResult:
        [result] = warm(sender, Warming("pricing", PRICING, count, ping_format=pinged))
        return result

    def test_open_nexts_containers_are_counted_and_logs_show_the_new_ones(
        self, service: LambdaService, sender: WaveSender
    ) -> None:
        service.functions["pricing:live"] = OpenNext()
        first = self.warm(sender, PingFormat(Guard.OPEN_NEXT), 20).report
        again = self.warm(sender, PingFormat(Guard.OPEN_NEXT), 20).report
        assert [(each.distinct, each.inferred, each.cold) for each in (first, again)] == [
            (20, False, 20),
            (20, False, 0),
        ]
        assert {request.headers["x-amz-log-type"] for request in service.requests} == {"Tail"}
        delays = [json.loads(request.body)["delay"] for request in service.requests]
        assert min(delays) >= FIRST_HOLD_MS

    def test_without_container_names_pings_in_flight_are_counted(
        self, service: LambdaService, sender: WaveSender
    ) -> None:
        async def handled(_: dict[str, object]) -> bytes:
            await asyncio.sleep(0.075)
            return response(200, "warmed")

        service.functions["pricing:live"] = handled
        result = self.warm(sender, PingFormat(Guard.LAMBDA_WARMER), 20)
        assert (result.report.inferred, result.code) == (True, PingCode.UNGUARDED)
        assert "no answer names its container" in result.reason
        assert json.loads(service.requests[0].body)["warmer"] is True

    def test_every_ping_has_the_client_context(
        self, service: LambdaService, sender: WaveSender
    ) -> None:
        async def handled(_: dict[str, object]) -> bytes:
            return response(200, None)

        service.functions["pricing:live"] = handled
        self.warm(sender, CUSTOM, 3)
        sent = {request.headers["x-amz-client-context"] for request in service.requests}
        assert [b64decode(each) for each in sent] == [b'{"custom":{"warm":true}}']
        signed = service.requests[0].headers["authorization"]
        assert "x-amz-client-context" in signed


def _report(*, first: bool) -> str:
    started = "Init Duration: 250.00 ms\t" if first else ""
    return f"REPORT RequestId: 1\tDuration: 1.00 ms\t{started}\n"
