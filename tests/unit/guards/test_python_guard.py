"""Cases that only Python has: events beyond JSON, and the versions that run the guard."""

import ast
import asyncio
import functools
import json
import math
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest

from guards.python import kickoff_guard
from guards.python.kickoff_guard import warmed
from tests.unit.guards.packages import from_pypi
from tests.unit.guards.runtimes import HERE

PING = {"kickoff": {"ping": "w"}}
CONTEXT = SimpleNamespace(get_remaining_time_in_millis=lambda: 700)


@pytest.fixture
def naps_taken(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits of the guard in seconds, by a clock that stands still."""
    naps: list[float] = []
    clock = SimpleNamespace(time=lambda: 1_796_473_200.0, sleep=naps.append)
    monkeypatch.setattr(kickoff_guard, "time", clock)
    return naps


@pytest.mark.parametrize(
    "event", [{7: 8, ("a",): "b"}, MappingProxyType(PING), [PING], PING | {"Records": []}]
)
def test_an_event_that_json_cannot_express_reaches_business_code(event: object) -> None:
    assert warmed(lambda event, context: (event, context))(event, "context") == (event, "context")


@pytest.mark.parametrize(
    ("until", "naps"), [(math.inf, [5.0]), (10**400, [5.0]), (-math.inf, []), (math.nan, [])]
)
def test_an_instant_that_json_cannot_express_is_capped_or_not_held(
    naps_taken: list[float], until: float, naps: list[float]
) -> None:
    warmed(print)({"kickoff": {"ping": "w", "hold_until": until}}, None)
    assert naps_taken == naps


def test_a_wrapped_handler_keeps_its_name() -> None:
    @warmed
    def lookup(event: object, context: object) -> object:
        """Look something up."""
        return event, context

    assert (lookup.__name__, lookup.__doc__) == ("lookup", "Look something up.")


def test_the_file_needs_no_other_module(tmp_path: Path) -> None:
    shutil.copy(kickoff_guard.__file__, tmp_path)
    code = "import sys; sys.path.insert(0, sys.argv[1]); from kickoff_guard import warmed"
    subprocess.run([sys.executable, "-I", "-S", "-c", code, tmp_path], check=True)  # noqa: S603 (a fixed command)


def test_python_3_9_can_parse_the_guard() -> None:
    ast.parse(Path(kickoff_guard.__file__).read_text(), feature_version=(3, 9))


class Pricing:
    """A class with handlers of each kind."""

    @warmed
    def method(self, event: object, context: object) -> object:
        return self, event, context

    @classmethod
    @warmed
    def inside_class(cls, event: object, context: object) -> object:
        return cls, event, context

    @warmed
    @classmethod
    def outside_class(cls, event: object, context: object) -> object:
        return cls, event, context

    @staticmethod
    @warmed
    def inside_static(event: object, context: object) -> object:
        return event, context

    @warmed
    @staticmethod
    def outside_static(event: object, context: object) -> object:
        return event, context

    def __call__(self, event: object, context: object) -> object:
        return self, event, context


class AsyncPricing:
    """A handler whose instances are called asynchronously."""

    async def __call__(self, event: object, context: object) -> object:
        return event, context


PRICING = Pricing()


@pytest.mark.parametrize(
    ("handler", "owner"),
    [
        (PRICING.method, (PRICING,)),
        (PRICING.inside_class, (Pricing,)),
        (Pricing.outside_class, (Pricing,)),
        (PRICING.outside_class, (Pricing,)),
        (Pricing.inside_static, ()),
        (PRICING.outside_static, ()),
        (warmed(PRICING), (PRICING,)),
        (warmed(PRICING.__call__), (PRICING,)),
        (warmed(functools.partial(Pricing.__call__, PRICING)), (PRICING,)),
    ],
)
def test_a_handler_may_be_a_method_or_any_other_callable(
    handler: Callable[..., Any], owner: tuple[object, ...]
) -> None:
    assert handler("event", "context") == (*owner, "event", "context")
    assert handler(event="event", context="context") == (*owner, "event", "context")
    assert handler(PING, CONTEXT)["kickoff"]["held_ms"] == 0
    assert handler(event=PING, context=CONTEXT)["kickoff"]["container"]


def test_extra_and_omitted_arguments_pass_through() -> None:
    @warmed
    def handler(event: object, context: object = None, *more: object, **named: object) -> object:
        return event, context, more, named

    assert handler("event") == ("event", None, (), {})
    assert handler("event", 1, 2, tenant="a") == ("event", 1, (2,), {"tenant": "a"})
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'event'"):
        handler()  # type: ignore[call-arg]
    assert handler(PING) != (PING, None, (), {})
    assert handler(PING, CONTEXT, 2, tenant="a") != (PING, CONTEXT, (2,), {"tenant": "a"})


def test_the_remaining_time_is_found_wherever_the_context_stands(
    naps_taken: list[float],
) -> None:
    """CONTEXT leaves 700 ms to the function's timeout."""
    ping = {"kickoff": {"ping": "w", "hold_until": 10**15}}
    Pricing().method(ping, CONTEXT)
    Pricing().method(context=CONTEXT, event=ping)
    assert naps_taken == [0.2, 0.2]


async def _async(event: object, context: object) -> object:
    return event, context


@pytest.mark.parametrize(
    "handler", [_async, functools.partial(_async), AsyncPricing(), AsyncPricing().__call__]
)
def test_an_async_handler_stays_async(handler: Callable[..., Any]) -> None:
    guarded = warmed(handler)
    assert asyncio.run(guarded("event", context="context")) == ("event", "context")
    assert asyncio.run(guarded(PING, CONTEXT))["kickoff"]["idle_ms"] is not None


def test_the_decorator_takes_a_prime() -> None:
    primed: list[object] = []

    @warmed(prime=primed.append)
    def handler(event: object, context: object) -> object:
        return event, context

    class Prices:
        @warmed(prime=primed.append)
        @classmethod
        def handler(cls, event: object, context: object) -> object:
            return cls, event, context

    assert (handler.__name__, handler("event", 7)) == ("handler", ("event", 7))
    handler(PING, CONTEXT)
    Prices.handler(PING, CONTEXT)
    assert primed == [CONTEXT, CONTEXT]


async def _async_prime(context: object) -> object:
    return context


def _exiting_prime(context: object) -> object:
    sys.exit(f"no database for {context}")


@pytest.mark.parametrize(
    ("prime", "error"),
    [(_async_prime, "TypeError: prime is async"), (_exiting_prime, "SystemExit: no database")],
)
def test_a_prime_that_cannot_run_is_reported(prime: Callable[..., Any], error: str) -> None:
    answer: Any = warmed(print, prime=prime)(PING)
    assert answer["kickoff"]["prime_error"].startswith(error)


def test_the_failure_of_a_prime_is_cut_to_200_characters() -> None:
    def prime(context: object) -> object:
        raise LookupError("x" * 60_000, context)

    answer: Any = warmed(print, prime=prime)(PING)
    assert len(answer["kickoff"]["prime_error"]) == 200


def test_a_restored_container_forgets_what_happened_before_the_snapshot(cached: Path) -> None:
    """With AWS's own package of hooks: both clones of a snapshot, here one after another."""
    code = """
import json, sys
sys.path[:0] = sys.argv[1:]
from kickoff_guard import warmed
import snapshot_restore_py as hooks

primed = []
handler = warmed(lambda event, context: event, prime=primed.append)
ping = {"kickoff": {"ping": "w"}}
handler({"order": 7}, "a user's hook"), handler(ping, None)
clones = []
for each in range(2):
    for restore in hooks.get_after_restore():
        restore[0]()
    clones.append([handler(ping, None)["kickoff"] for twice in range(2)])
print(json.dumps([clones, len(primed)]))
"""
    folders = [
        Path(kickoff_guard.__file__).parent,
        from_pypi(cached, ["snapshot-restore-py==1.0.0"]),
    ]
    done = run(sys.executable, "-I", "-c", code, *folders)
    clones, primed = json.loads(done)
    for first, second in clones:
        assert (first["first"], first["idle_ms"], second["first"]) == (True, None, False)
        assert first["container"] == second["container"]
    assert clones[0][0]["container"] != clones[1][0]["container"]
    assert primed == 3


@pytest.mark.parametrize(
    ("order", "ping", "request_"),
    [
        ("guard outside", (False, []), (True, [True])),
        ("guard inside", (True, []), (False, [False])),
        ("guard outside, primed", (True, []), (False, [False])),
    ],
)
def test_the_order_of_decorators_decides_who_gets_the_cold_start(
    order: str, ping: tuple[bool, list[bool]], request_: tuple[bool, list[bool]]
) -> None:
    """With Powertools: the metric ColdStart, and `cold_start` in the logs."""
    lines = run(
        sys.executable, HERE / "powertools.py", order, Path(kickoff_guard.__file__).parent
    ).splitlines()
    told = [(each["ColdStart"], each["cold_start"]) for each, _ in map(json.loads, lines)]
    assert told == [ping, request_, (False, [False])]
    assert [pinged for _, pinged in map(json.loads, lines)] == [True, False, False]


def run(*command: str | Path) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 (a fixed command)
    return done.stdout
