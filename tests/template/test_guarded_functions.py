"""Functions that nobody edited are warmed through the layer for any function."""

import json
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from tests.template import guarded
from tests.template.containers import invoked
from tests.template.emulator import Emulator
from tests.template.guarded import Function, started
from tests.unit.guards.packages import from_pypi, installed, packed
from tests.unit.guards.runtimes import HERE, require
from tests.unit.guards.wire import build_layer
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.clock import SystemClock
from warmer.model import FunctionRef, Permit, Warming, WaveReport
from warmer.waves.sender import WaveSender

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the runtime emulator is a Linux program"
)

CONTAINERS = 3
PYTHON_CLIENT = ("awslambdaric==4.2.2", "simplejson==3.20.2", "snapshot-restore-py==1.0.0")
PING = {"kickoff": {"ping": "w"}}
NODES = {
    "node, module": ("aws-lambda-ric@3.3.0", "pricing.handler"),
    "node, callback": ("aws-lambda-ric@3.3.0", "callback.prices.handler"),
    "node, streaming": ("aws-lambda-ric@3.3.0", "streaming.handler"),
    "node 24": ("aws-lambda-ric@4.0.2", "pricing.handler"),
}
TRACER = (
    "@opentelemetry/api@1.9.0",
    "@opentelemetry/instrumentation@0.57.2",
    "@opentelemetry/instrumentation-aws-lambda@0.50.3",
    "@opentelemetry/sdk-trace-node@1.30.1",
)
ERRORS = {
    "shell": {"errorType": "Pricing", "errorMessage": "no price"},
    "python": {"errorType": "LookupError", "errorMessage": "no price"},
} | {key: {"errorType": "TypeError", "errorMessage": "no price"} for key in NODES}

Start = Callable[..., AbstractContextManager[Emulator]]


@pytest.fixture(scope="session")
def cached(request: pytest.FixtureRequest) -> Path:
    """The folder that keeps packages between runs."""
    return Path(request.config.cache.mkdir("packages"))


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_layer(tmp_path_factory.mktemp("layer"))


def made(name: str, cached: Path) -> Function:
    """Return a function by its name."""
    if name == "shell":
        require("curl")
        return guarded.shell()
    if name == "python":
        return guarded.python(sys.executable, from_pypi(cached, PYTHON_CLIENT), "pricing.handler")
    return on_node(cached, *NODES[name])


def on_node(cached: Path, client: str, handler: str) -> Function:
    folder = packed(cached, [client]) / "aws-lambda-ric"
    program = shutil.which("node") or ""
    return guarded.node(program, folder, HERE / "runtime" / "native.cjs", handler)


@pytest.fixture(params=list(ERRORS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def start(name: str, cached: Path, layer: Path, tmp_path: Path) -> Start:
    """Start a container of the function, with the layer's wrapper or another."""
    function = made(name, cached)
    logs = (tmp_path / f"{number}.log" for number in range(100))

    def start(*wrappers: str | Path, **variables: str) -> AbstractContextManager[Emulator]:
        return started(function, next(logs), wrappers or [layer / "kickoff-guard"], **variables)

    return start


def warm(url: str, monkeypatch: pytest.MonkeyPatch) -> WaveReport:
    """Send one wave of the warmer, without a repetition."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    aws, clock = Aws(), SystemClock()
    sender = WaveSender(Endpoints(aws), Transport(aws.ca_bundle, clock=clock), clock, most_waves=1)
    warming = Warming("pricing", FunctionRef("pricing", "live", Place()), CONTAINERS)
    [result] = sender.send([Permit(warming, CONTAINERS)], time.time() + 45)
    assert result.report.errors == {}, result.reason
    return result.report


def test_a_function_that_nobody_edited_is_warmed_and_proven_distinct(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        containers = [stack.enter_context(start()) for _ in range(CONTAINERS)]
        with invoked(containers) as url:
            first = warm(url, monkeypatch)
            again = warm(url, monkeypatch)
        served = [json.loads(container.send(b'{"order": 7}')) for container in containers]
    assert (first.distinct, first.cold, first.inferred) == (CONTAINERS, CONTAINERS, False)
    assert (again.distinct, again.cold) == (CONTAINERS, 0)
    assert served == [{"order": 7}] * CONTAINERS


EVENTS: dict[str, object] = {
    "small": {"order": 7, "name": "Ж €"},
    "with the key and more": {"kickoff": {"ping": "w"}, "order": 7},
    "of 5 MB": {"order": "x" * 5_000_000},
    "text": "order",
}


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
def test_a_live_request_is_served_as_without_the_layer(start: Start, event: object) -> None:
    sent = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
    with start("env") as bare, start() as guarded_one:
        answers = [json.loads(each.send(sent)) for each in (bare, guarded_one)]
    assert answers == [event, event]


@pytest.mark.parametrize(
    "name", [each for each in ERRORS if each != "node, streaming"], indirect=True
)
def test_an_error_is_reported_as_without_the_layer(start: Start, name: str) -> None:
    with start("env") as bare, start() as guarded_one:
        errors = [json.loads(each.send(b'"fail"')) for each in (bare, guarded_one)]
    for error in errors:
        assert {key: error[key] for key in ERRORS[name]} == ERRORS[name]


def test_without_its_files_the_layer_lets_the_function_run(
    start: Start, layer: Path, tmp_path: Path
) -> None:
    shutil.copy(layer / "kickoff-guard", tmp_path)
    with start(tmp_path / "kickoff-guard") as unguarded:
        assert json.loads(unguarded.send(b'{"order": 7}')) == {"order": 7}
        assert json.loads(unguarded.send(json.dumps(PING).encode())) == PING
    assert "runs without a guard" in unguarded.log.read_text()


@pytest.mark.parametrize("name", ["python", "node, module"], indirect=True)
def test_the_function_finds_its_own_handler_in_the_environment(start: Start) -> None:
    with start() as guarded_one:
        assert json.loads(guarded_one.send(b'"handler"')) == "pricing.handler"


@pytest.mark.parametrize("name", ["python", "node, module", "node 24"], indirect=True)
@pytest.mark.parametrize(
    "handler",
    ["absent.handler", "pricing.absent", "broken.handler", "pricing", "../pricing.handler"],
    ids=str,
)
def test_a_handler_that_cannot_be_loaded_fails_as_without_the_layer(
    start: Start, handler: str, tmp_path: Path
) -> None:
    (tmp_path / "pricing.py").write_text("")
    (tmp_path / "broken.py").write_text("def handler(")
    (tmp_path / "pricing.mjs").write_text("")
    (tmp_path / "broken.mjs").write_text("export const handler = (")
    task = {"LAMBDA_TASK_ROOT": str(tmp_path), "_HANDLER": handler}
    with start("env", **task) as bare, start(**task) as guarded_one:
        errors = [json.loads(each.send(b"7")) for each in (bare, guarded_one)]
    assert errors[0]["errorType"] == errors[1]["errorType"]
    messages = [error["errorMessage"].splitlines()[0] for error in errors]
    assert messages[0] == messages[1]


def test_another_wrapper_runs_too_and_its_tracer_sees_no_ping(
    layer: Path, cached: Path, tmp_path: Path
) -> None:
    """With the wrapper script of OpenTelemetry, whose tracer finds the handler by its name."""
    function = on_node(cached, "aws-lambda-ric@3.3.0", "traced.handler")
    log = tmp_path / "traced.log"
    variables = {
        "KICKOFF_EXEC_WRAPPER": str(function.folder / "otel-handler"),
        "PACKAGES": str(installed(cached, TRACER)),
    }
    with started(function, log, [layer / "kickoff-guard"], **variables) as traced:
        words = json.loads(traced.send(json.dumps(PING).encode()))["kickoff"]
        assert "span of" not in log.read_text()
        assert json.loads(traced.send(b'{"order": 7}')) == {"order": 7}
    assert words["first"] is True
    assert log.read_text().count("span of pricing") == 1
