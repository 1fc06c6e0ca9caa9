"""The presets against the packages they are for: their own code, in its own runtime."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kickoff.calendar import Guard
from tests.unit.guards.packages import from_npm, from_pypi
from tests.unit.guards.runtimes import HERE, Runtime, running
from warmer.model import GuardAnswer, Ping, PingFormat
from warmer.plan import ping_format

PING = Ping(wave="w", index=0, of=40, hold_until=1796473200123)
WISHED_MS = 240

Ask = Callable[[Any], dict[str, Any]]


@pytest.fixture(scope="module")
def cached(request: pytest.FixtureRequest) -> Path:
    """Where packages are kept from run to run."""
    return Path(request.config.cache.mkdir("guards-in-use"))


@pytest.fixture(scope="module")
def node(cached: Path) -> Iterator[Runtime]:
    with running(["node", HERE / "in_use.mjs", from_npm(cached)], {}) as runtime:
        yield runtime


@pytest.fixture(scope="module")
def python(cached: Path) -> Iterator[Runtime]:
    variables = {"CATCHPOINT_LAMBDA_WARMUP_WARMUPAWARE": "true", "CATCHPOINT_APIKEY": "none"}
    with running([sys.executable, HERE / "in_use.py", from_pypi(cached)], variables) as runtime:
        yield runtime


@pytest.fixture(
    params=[
        ("node", Guard.LAMBDA_WARMER),
        ("python", Guard.LAMBDA_WARMER_PY),
        ("node", Guard.OPEN_NEXT),
        ("node", Guard.THUNDRA),
        ("python", Guard.THUNDRA),
    ],
    ids=" ".join,
)
def in_use(request: pytest.FixtureRequest) -> tuple[str, Guard]:
    language, guard = request.param
    return language, guard


@pytest.fixture
def ask(request: pytest.FixtureRequest, in_use: tuple[str, Guard]) -> Ask:
    """Invoke a handler in that guard with an event."""
    language, guard = in_use
    runtime: Runtime = request.getfixturevalue(language)
    return lambda event: runtime.ask({"guard": guard, "event": event})


def pinged(ask: Ask, guard: Guard) -> dict[str, Any]:
    """What comes of our ping; every container is to hold, the first ping's too."""
    hold = ping_format.hold_ms(PingFormat(guard), WISHED_MS)
    return ask(json.loads(ping_format.payload(PingFormat(guard), PING, hold)))


def test_our_ping_never_reaches_business_code(ask: Ask, in_use: tuple[str, Guard]) -> None:
    assert pinged(ask, in_use[1])["reached"] == []


def test_a_real_event_does(ask: Ask) -> None:
    told = ask({"order": 7})
    assert (told["reached"], told["answer"]) == ([{"order": 7}], {"served": {"order": 7}})


def test_it_holds_as_long_as_we_say_it_does(ask: Ask, in_use: tuple[str, Guard]) -> None:
    """Thundra's for Node has ten milliseconds more of its own than the one for Python."""
    more = 10 if in_use == ("node", Guard.THUNDRA) else 0
    hold = ping_format.hold_ms(PingFormat(in_use[1]), WISHED_MS)
    assert pinged(ask, in_use[1])["naps"] == [hold + more]


def test_it_invokes_no_other_containers_itself(ask: Ask, in_use: tuple[str, Guard]) -> None:
    assert pinged(ask, in_use[1])["sent"] == []


def test_its_answer_proves_what_we_say_it_does(ask: Ask, in_use: tuple[str, Guard]) -> None:
    answer = pinged(ask, in_use[1])["answer"]
    proven = ping_format.guard_answer(answer) if isinstance(answer, dict) else None
    assert proven == (GuardAnswer("x7f3qz") if in_use[1] is Guard.OPEN_NEXT else None)


def test_a_function_cannot_tell_our_ping_from_serverless_plugin_warmups(
    node: Runtime,
) -> None:
    dialect = PingFormat(Guard.SERVERLESS_PLUGIN_WARMUP)
    sent = node.ask({"guard": dialect.guard})
    assert len(sent) == 2
    for each in sent:
        assert each["Payload"].encode() == ping_format.payload(dialect, PING, 25)
        assert each["ClientContext"] == ping_format.client_context(dialect)
