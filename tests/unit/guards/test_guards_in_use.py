"""The presets of other warmers' guards, tested against the packages themselves."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kickoff.calendar import Guard
from tests.unit.guards.packages import from_pypi, packed
from tests.unit.guards.runtimes import HERE, Runtime, running
from warmer.model import GuardAnswer, Ping, PingFormat
from warmer.plan import ping_format

PING = Ping(wave="w", index=0, of=40, hold_until=1796473200123)
HOLD_MS = 240
NPM = (
    "lambda-warmer@2.3.0",
    "serverless-plugin-warmup@8.4.1",
    "@opennextjs/aws@4.1.12",
    "@thundra/warmup@1.1.2",
)
PYPI = (
    "lambda-warmer-py==0.6.0",
    "thundra==3.0.10",
    *("jsonpickle==1.3", "opentracing==2.4.0", "pympler==1.1", "simplejson==4.3.0", "wrapt==2.5.2"),
)

Ask = Callable[[Any], dict[str, Any]]


@pytest.fixture(scope="module")
def node(cached: Path) -> Iterator[Runtime]:
    with running(["node", HERE / "in_use.mjs", packed(cached, NPM)], {}) as runtime:
        yield runtime


@pytest.fixture(scope="module")
def python(cached: Path) -> Iterator[Runtime]:
    variables = {"CATCHPOINT_LAMBDA_WARMUP_WARMUPAWARE": "true", "CATCHPOINT_APIKEY": "none"}
    with running(
        [sys.executable, HERE / "in_use.py", from_pypi(cached, PYPI)], variables
    ) as runtime:
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
    """Return a function that sends an event to a handler in that guard."""
    language, guard = in_use
    runtime: Runtime = request.getfixturevalue(language)
    return lambda event: runtime.ask({"guard": guard, "event": event})


def pinged(ask: Ask, guard: Guard) -> dict[str, Any]:
    """Send kickoff's ping and return the result; each container must hold, the first one too."""
    hold = ping_format.hold_ms(PingFormat(guard), HOLD_MS)
    return ask(json.loads(ping_format.payload(PingFormat(guard), PING, hold)))


def test_a_kickoff_ping_never_reaches_business_code(ask: Ask, in_use: tuple[str, Guard]) -> None:
    assert pinged(ask, in_use[1])["reached"] == []


def test_a_real_event_reaches_business_code(ask: Ask) -> None:
    result = ask({"order": 7})
    assert (result["reached"], result["answer"]) == ([{"order": 7}], {"served": {"order": 7}})


def test_the_hold_is_as_long_as_the_preset_says(ask: Ask, in_use: tuple[str, Guard]) -> None:
    """Thundra's Node guard adds ten milliseconds, its Python guard does not."""
    more = 10 if in_use == ("node", Guard.THUNDRA) else 0
    hold = ping_format.hold_ms(PingFormat(in_use[1]), HOLD_MS)
    assert pinged(ask, in_use[1])["naps"] == [hold + more]


def test_the_guard_sends_no_pings_of_its_own(ask: Ask, in_use: tuple[str, Guard]) -> None:
    assert pinged(ask, in_use[1])["sent"] == []


def test_the_answer_proves_what_the_preset_says(ask: Ask, in_use: tuple[str, Guard]) -> None:
    answer = pinged(ask, in_use[1])["answer"]
    proven = ping_format.guard_answer(answer) if isinstance(answer, dict) else None
    assert proven == (GuardAnswer("x7f3qz") if in_use[1] is Guard.OPEN_NEXT else None)


def test_a_kickoff_ping_equals_one_of_serverless_plugin_warmup(
    node: Runtime,
) -> None:
    dialect = PingFormat(Guard.SERVERLESS_PLUGIN_WARMUP)
    sent = node.ask({"guard": dialect.guard})
    assert len(sent) == 2
    for each in sent:
        assert each["Payload"].encode() == ping_format.payload(dialect, PING, 25)
        assert each["ClientContext"] == ping_format.client_context(dialect)
