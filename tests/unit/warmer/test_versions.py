"""Versions behind qualifiers: first pings, moved aliases, weighted and shared ones."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import ONE_ATTEMPT, Aws
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays
from simulator.errors import ServiceError
from simulator.faults import Call, Fault
from simulator.lambda_.errors import LATEST
from simulator.lambda_.versions import Alias
from simulator.lambda_runtime import InvocationContext, aws_environment
from simulator.server import serve
from simulator.traits import Traits
from tests.unit.simulator.times import NOON, minutes
from tests.unit.warmer.calendars import written
from warmer.adapters.versions import VersionReader
from warmer.handler import _application, handler
from warmer.model import FunctionRef, Warming
from warmer.plan.versions import MOST_READ_PER_TICK, readable

pytestmark = pytest.mark.usefixtures("_unhurried")

CALENDAR = """
version: 1
timezone: UTC
targets:
  pricing:
    function: pricing
    qualifier: live
    warm: {baseline: 5, max: 200, every: 5m}
profiles: {}
fixtures: []
"""
LEASES = "leases"


class Warmer:
    """Runs the handler at the simulated minute."""

    def __init__(self, cloud: Cloud, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.cloud = cloud
        self.calendar = directory
        self._capsys = capsys

    def tick(self) -> dict[str, dict[str, Any]]:
        """Return the report of each target that was pinged, and go to the next minute."""
        self.cloud.calls.clear()
        answer = handler({"at": self.cloud.now.isoformat()}, InvocationContext(20))
        self.cloud.advance(self.cloud.now + minutes(1))
        return {each["target"]: each for each in answer["functions"]}

    def starts_again(self) -> None:
        """Let a new process run the next tick."""
        _application.cache_clear()

    def logged(self, target: str) -> dict[str, Any]:
        """Return the last log line of a target."""
        lines = [json.loads(line) for line in self._capsys.readouterr().out.splitlines()]
        found: dict[str, Any] = [line for line in lines if line.get("target") == target][-1]
        return found

    @property
    def pings(self) -> int:
        return len(self.calls("lambda.Invoke"))

    def calls(self, operation: str) -> list[Call]:
        return [call for call in self.cloud.calls if call.operation == operation]

    def publishes(self, name: str = "pricing") -> str:
        """Publish another version."""
        versions = self.cloud.functions[name].versions
        latest = versions.settings[LATEST]
        versions.settings[LATEST] = replace(latest, memory_mb=latest.memory_mb + 1)
        return versions.publish()

    def moves(self, version: str, second: str | None = None, share: float = 0.0) -> None:
        """Point the alias `live` to a version, and a share of it to a second one."""
        alias = Alias(version, second=second, share=share)
        self.cloud.functions["pricing"].update_alias("live", alias, self.cloud.now)


@pytest.fixture
def warmer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Warmer]:
    cloud = Cloud(Clock(NOON), delays=Delays(lasting=True))
    cloud.add_function("pricing")
    cloud.add_table(LEASES, key="lease")
    calendar = str(written(tmp_path, CALENDAR))
    with (
        serve(cloud) as url,
        aws_environment(AWS_ENDPOINT_URL=url, KICKOFF_CONFIG=calendar, KICKOFF_LEASE_TABLE=LEASES),
    ):
        _application.cache_clear()
        yield Warmer(cloud, tmp_path, capsys)


def test_the_guard_answers_one_ping_before_the_others_are_sent(warmer: Warmer) -> None:
    report = warmer.tick()["pricing"]
    assert (report["outcome"], report["distinct"], report["cold"]) == ("ok", 5, 5)
    of_each = [
        call.parameters["Payload"]["kickoff"]["of"] for call in warmer.calls("lambda.Invoke")
    ]
    assert of_each == [1, *[5] * 5]


def test_a_handler_without_a_guard_gets_one_ping_each_time_and_the_reason_says_what_to_do(
    warmer: Warmer,
) -> None:
    warmer.cloud.functions["pricing"].guarded = False
    report = warmer.tick()["pricing"]
    assert (warmer.pings, report["outcome"], report["inferred"]) == (1, "unguarded", True)
    assert "so one ping of 5 was sent: install the guard" in report["reason"]
    for _ in range(4):
        assert warmer.tick() == {}
    warmer.tick()
    assert warmer.pings == 1
    assert warmer.cloud.warm("pricing", "live") == 1


@pytest.mark.parametrize("line", ["guard: lambda-warmer", "payload: {warm: true}"])
def test_the_calendar_is_trusted_about_guards_of_others_and_payloads_of_its_own(
    warmer: Warmer, line: str
) -> None:
    warmer.cloud.functions["pricing"].guarded = False
    written(warmer.calendar, CALENDAR.replace("live\n", f"live\n    {line}\n"))
    warmer.tick()
    assert warmer.pings == 5


def test_a_guard_that_answered_is_not_asked_again_in_this_process_or_in_the_next(
    warmer: Warmer,
) -> None:
    warmer.tick()
    sent = []
    for restart in (False, True):
        if restart:
            warmer.starts_again()
        warmer.cloud.advance(warmer.cloud.now + minutes(4))
        warmer.tick()
        sent.append(warmer.pings)
    assert sent == [5, 5]


def test_without_an_answer_of_the_lease_table_a_new_process_asks_again(warmer: Warmer) -> None:
    warmer.tick()
    warmer.starts_again()
    warmer.cloud.faults.next("dynamodb.BatchGetItem", Fault.FAILED, times=9)
    warmer.cloud.advance(warmer.cloud.now + minutes(4))
    assert warmer.tick()["pricing"]["outcome"] == "ok"
    assert warmer.pings == 6


def test_a_failed_first_ping_is_the_only_one(warmer: Warmer) -> None:
    warmer.cloud.faults.next("lambda.Invoke", Fault.CRASHED)
    report = warmer.tick()["pricing"]
    assert (warmer.pings, report["outcome"]) == (1, "function_error")
    assert "its guard has to answer it" in report["reason"]


def test_a_moved_alias_is_warmed_in_the_next_minute_and_once(warmer: Warmer) -> None:
    warmer.tick()
    warmer.moves(warmer.publishes())
    report = warmer.tick()["pricing"]
    assert (report["distinct"], report["versions"]) == (5, {"2": 5})
    assert warmer.cloud.warm("pricing", "2") == 5
    assert [warmer.tick() for _ in range(3)] == [{}, {}, {}]


def test_a_new_process_notices_that_the_alias_moved(warmer: Warmer) -> None:
    warmer.tick()
    warmer.starts_again()
    warmer.moves(warmer.publishes())
    assert warmer.tick()["pricing"]["versions"] == {"2": 5}


def test_a_moved_alias_without_a_guard_gets_one_ping(warmer: Warmer) -> None:
    warmer.tick()
    warmer.moves(warmer.publishes())
    warmer.cloud.functions["pricing"].guarded = False
    assert warmer.tick()["pricing"]["outcome"] == "unguarded"
    assert warmer.pings == 1


def test_a_moved_alias_that_could_not_be_warmed_is_warmed_by_the_next_tick(warmer: Warmer) -> None:
    warmer.tick()
    warmer.moves(warmer.publishes())
    busy = {"Reason": "ConcurrentInvocationLimitExceeded"}
    throttle = ServiceError("TooManyRequestsException", "Rate Exceeded.", status=429, fields=busy)
    warmer.cloud.faults.next("lambda.Invoke", throttle)
    assert warmer.tick()["pricing"]["outcome"] == "throttled"
    assert warmer.tick()["pricing"]["outcome"] == "ok"


def test_pings_warm_a_moved_alias_until_its_provisioned_concurrency_has_followed(
    warmer: Warmer,
) -> None:
    warmer.cloud.add_function("pricing", traits=Traits(provisioned={"live": 5}))
    assert warmer.tick()["pricing"]["outcome"] == "skipped"
    warmer.moves(warmer.publishes())
    report = warmer.tick()["pricing"]
    assert (report["outcome"], report["distinct"], report["provisioned"]) == ("ok", 5, 0)


def test_a_deployment_to_latest_is_noticed_too(warmer: Warmer) -> None:
    written(warmer.calendar, CALENDAR.replace("    qualifier: live\n", ""))
    warmer.tick()
    warmer.cloud.functions["pricing"].modified = warmer.cloud.now
    assert warmer.tick()["pricing"]["outcome"] == "ok"
    assert warmer.pings == 6


def test_a_number_needs_no_call_and_an_alias_one_a_minute(warmer: Warmer) -> None:
    warmer.tick()
    warmer.tick()
    assert len(warmer.calls("lambda.ListAliases")) == 1
    written(warmer.calendar, CALENDAR.replace("live", "'1'"))
    warmer.tick()
    assert warmer.calls("lambda.ListAliases") == []


def test_without_a_level_no_alias_is_read(warmer: Warmer) -> None:
    written(warmer.calendar, CALENDAR.replace("baseline: 5", "baseline: 0"))
    warmer.tick()
    assert warmer.calls("lambda.ListAliases") == []


def test_without_permission_to_read_aliases_each_wave_begins_with_one_ping(
    warmer: Warmer, capsys: pytest.CaptureFixture[str]
) -> None:
    warmer.cloud.faults.stand(lambda call: call.operation == "lambda.ListAliases", Fault.DENIED)
    assert warmer.tick()["pricing"]["distinct"] == 5
    assert '"missing":"lambda:ListAliases"' in capsys.readouterr().out
    warmer.cloud.advance(warmer.cloud.now + minutes(4))
    warmer.tick()
    assert warmer.pings == 6


def test_each_version_of_a_weighted_alias_is_asked_and_counted(warmer: Warmer) -> None:
    warmer.moves("1", warmer.publishes(), 0.2)
    report = warmer.tick()["pricing"]
    assert [call.parameters["Qualifier"] for call in warmer.calls("lambda.Invoke")][:2] == [
        "1",
        "2",
    ]
    assert (report["outcome"], report["versions"]) == ("ok", {"1": 4, "2": 1})
    assert "5 of 5 containers (4 of version 1, 1 of version 2)" in report["reason"]
    assert warmer.logged("pricing")["versions"] == {"1": 4, "2": 1}


def test_a_version_that_may_not_be_pinged_by_its_number_does_not_stop_its_alias(
    warmer: Warmer,
) -> None:
    warmer.cloud.faults.stand(_names_version_2, Fault.DENIED)
    warmer.moves("1", warmer.publishes(), 0.2)
    assert warmer.tick()["pricing"]["distinct"] == 5


def test_a_weight_is_noticed_as_a_moved_alias_is(warmer: Warmer) -> None:
    warmer.tick()
    warmer.moves("1", warmer.publishes(), 0.2)
    assert warmer.tick()["pricing"]["versions"] == {"1": 4, "2": 1}


def test_aliases_of_one_version_are_named_because_they_share_its_containers(
    warmer: Warmer,
) -> None:
    warmer.cloud.add_function("pricing", qualifiers=["live", "beta"])
    beta = CALENDAR[CALENDAR.index("  pricing:") : CALENDAR.index("profiles")]
    beta = beta.replace("  pricing:", "  beta:").replace("live", "beta")
    written(warmer.calendar, CALENDAR.replace("profiles", beta + "profiles"))
    reports = warmer.tick()
    assert reports["pricing"]["reason"].endswith("; beta shares its containers")
    assert reports["beta"]["reason"].endswith("; live shares its containers")


def _names_version_2(call: Call) -> bool:
    return call.operation == "lambda.Invoke" and call.parameters["Qualifier"] == "2"


def test_functions_in_their_window_are_read_first_and_then_those_read_longest_ago() -> None:
    quiet = [_warming(f"quiet-{number}") for number in range(40)]
    busy = [_warming("busy", "Leeds v Derby")]
    first = readable([*quiet, *busy], {})
    assert (first[0].name, len(first)) == ("busy", MOST_READ_PER_TICK)
    second = readable([*quiet, *busy], dict.fromkeys(first, NOON))
    assert [each.name for each in second[:12]] == [
        "busy",
        *(f"quiet-{number}" for number in range(29, 40)),
    ]


def test_one_call_reads_all_aliases_of_a_function(warmer: Warmer) -> None:
    warmer.cloud.add_function("pricing", qualifiers=["live", "beta"])
    found = VersionReader(Clients(Aws(), ONE_ATTEMPT)).read(
        [_function("live"), _function("beta")], timeout_s=5
    )
    assert found == {_function("live"): ("1",), _function("beta"): ("1",)}
    assert len(warmer.calls("lambda.ListAliases")) == 1


def test_calls_that_have_no_turn_in_time_are_left_to_the_next_tick(warmer: Warmer) -> None:
    names = [f"function-{number}" for number in range(30)]
    for name in names:
        warmer.cloud.add_function(name)
    functions = [FunctionRef(name, "live", Place()) for name in names]
    reader = VersionReader(Clients(Aws(), ONE_ATTEMPT))
    assert len(reader.read(functions, timeout_s=0.5)) < 30
    assert len(reader.read(functions, timeout_s=30)) == 30


def _function(qualifier: str) -> FunctionRef:
    return FunctionRef("pricing", qualifier, Place())


def _warming(name: str, *because: str) -> Warming:
    return Warming(name, FunctionRef(name, "live", Place()), 2, because)
