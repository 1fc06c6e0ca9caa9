import ast
import math
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest

from guards.python import kickoff_guard
from guards.python.kickoff_guard import Handler, warmed

PING: dict[str, Any] = {"kickoff": {"ping": "w", "index": 3, "of": 40, "hold_until": 0}}


class Business:
    """A handler that remembers what reached it."""

    def __init__(self) -> None:
        self.events: list[object] = []

    def __call__(self, event: object, context: object) -> object:
        self.events.append(event)
        return {"served": context}


@pytest.fixture
def business() -> Business:
    return Business()


@pytest.fixture
def handler(business: Business) -> Handler:
    return warmed(business)


class Clock:
    """Time passes only in sleep."""

    def __init__(self) -> None:
        self.began = time.time()
        self.naps: list[float] = []

    def time(self) -> float:
        return self.began + sum(self.naps)

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)

    def in_ms(self, milliseconds: int) -> int:
        return int(self.time() * 1000) + milliseconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("guards.python.kickoff_guard.time", clock)
    return clock


def ping(**words: object) -> dict[str, Any]:
    return {"kickoff": PING["kickoff"] | words}


def answer(handler: Handler, event: object, context: object = None) -> dict[str, Any]:
    words = handler(event, context)["kickoff"]
    assert isinstance(words, dict)
    return words


def test_a_ping_never_reaches_business_code(handler: Handler, business: Business) -> None:
    handler(PING, None)
    assert business.events == []


def test_a_ping_is_answered_in_the_words_of_the_wire(handler: Handler) -> None:
    assert set(answer(handler, PING)) == {"container", "first", "init", "idle_ms", "held_ms"}


def test_everything_else_reaches_it_untouched(handler: Handler, business: Business) -> None:
    event = {"order": 7}
    assert handler(event, "context") == {"served": "context"}
    assert business.events[0] is event


@pytest.mark.parametrize(
    "event",
    [
        None,
        7,
        "kickoff",
        [PING],
        {},
        {"kickoff": None},
        {"kickoff": "ping"},
        {"kickoff": {}},
        {"kickoff": {"ping": None}},
        {"kickoff": {"ping": ["w"]}},
        {"Kickoff": {"ping": "w"}},
        PING | {"Records": []},
        {7: 8, ("a",): "b"},
        MappingProxyType(PING),
    ],
)
def test_what_is_not_exactly_a_ping_is_business(
    handler: Handler, business: Business, event: object
) -> None:
    handler(event, None)
    assert business.events == [event]


def test_an_error_of_business_code_is_its_own() -> None:
    def failing(event: object, context: object) -> object:
        raise LookupError(event, context)

    with pytest.raises(LookupError):
        warmed(failing)({"order": 7}, None)


def test_a_wrapped_handler_keeps_its_name() -> None:
    @warmed
    def lookup(event: object, context: object) -> object:
        """Look something up."""
        return event, context

    assert (lookup.__name__, lookup.__doc__) == ("lookup", "Look something up.")


def test_a_container_keeps_its_name_and_is_new_only_once(handler: Handler) -> None:
    first, second = answer(handler, PING), answer(handler, PING)
    assert first["container"] == second["container"]
    assert (first["first"], second["first"]) == (True, False)


def test_a_container_that_has_served_is_not_new(handler: Handler) -> None:
    handler({"order": 7}, None)
    assert answer(handler, PING)["first"] is False


def test_a_container_has_no_name_before_its_first_invocation(
    handler: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SnapStart clones memory as it is then: a name made earlier would be shared by all clones."""
    names = iter(["made when first invoked"])
    made = SimpleNamespace(uuid4=lambda: SimpleNamespace(hex=next(names)))
    monkeypatch.setattr("guards.python.kickoff_guard.uuid", made)
    assert answer(handler, PING)["container"] == "made when first invoked"


@pytest.mark.parametrize("kind", ["on-demand", "provisioned-concurrency", "snap-start"])
def test_it_says_how_it_was_initialised(
    handler: Handler, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", kind)
    assert answer(handler, PING)["init"] == kind


def test_idle_time_is_since_the_last_real_request(handler: Handler, clock: Clock) -> None:
    assert answer(handler, PING)["idle_ms"] is None
    handler({"order": 7}, None)
    clock.sleep(312)
    assert answer(handler, ping(hold_until=clock.in_ms(100)))["idle_ms"] == pytest.approx(
        312_000, abs=1
    )
    assert answer(handler, PING)["idle_ms"] == pytest.approx(312_100, abs=1)


def test_a_real_request_that_failed_was_one_too(clock: Clock) -> None:
    @warmed
    def failing(event: object, context: object) -> object:
        raise LookupError(event, context)

    with pytest.raises(LookupError):
        failing({"order": 7}, None)
    assert clock.naps == []
    assert answer(failing, PING)["idle_ms"] == 0


def test_it_answers_at_the_instant_asked_for(handler: Handler, clock: Clock) -> None:
    assert answer(handler, ping(hold_until=clock.in_ms(800)))["held_ms"] == pytest.approx(
        800, abs=1
    )
    assert clock.naps == [pytest.approx(0.8, abs=0.001)]


def test_it_really_sleeps(handler: Handler) -> None:
    until = int(time.time() * 1000) + 200
    handler(ping(hold_until=until), None)
    assert time.time() * 1000 >= until - 1


@pytest.mark.parametrize("until", [10**15, 10**400, 1e300, math.inf])
def test_a_hold_is_capped_whatever_the_payload_says(
    handler: Handler, clock: Clock, until: float
) -> None:
    handler(ping(hold_until=until), None)
    assert clock.naps == [kickoff_guard.LONGEST_HOLD_MS / 1000]


@pytest.mark.parametrize(
    "until",
    [0, -1, 1_000_000_000_000, -math.inf, -(10**400), math.nan, None, "soon", [], {}, True],
)
def test_past_or_garbage_is_no_hold(handler: Handler, clock: Clock, until: object) -> None:
    assert answer(handler, ping(hold_until=until))["held_ms"] == 0
    assert clock.naps == []


def test_a_ping_without_an_instant_is_no_hold(handler: Handler, clock: Clock) -> None:
    assert answer(handler, {"kickoff": {"ping": "w"}})["held_ms"] == 0
    assert clock.naps == []


@pytest.mark.parametrize(("remaining", "naps"), [(3_000, [2.5]), (400, []), (-5, [])])
def test_it_never_holds_its_function_into_a_timeout(
    handler: Handler, clock: Clock, remaining: int, naps: list[float]
) -> None:
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: remaining)
    handler(ping(hold_until=clock.in_ms(60_000)), context)
    assert clock.naps == naps


def test_the_file_stands_alone(tmp_path: Path) -> None:
    shutil.copy(kickoff_guard.__file__, tmp_path)
    code = "import sys; sys.path.insert(0, sys.argv[1]); from kickoff_guard import warmed"
    subprocess.run([sys.executable, "-I", "-S", "-c", code, tmp_path], check=True)  # noqa: S603 (ours)


def test_it_can_be_read_by_python_3_9() -> None:
    ast.parse(Path(kickoff_guard.__file__).read_text(), feature_version=(3, 9))
