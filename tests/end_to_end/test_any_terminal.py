"""Commands on any terminal and behind any proxy: sentences and exit codes, never a traceback."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from operations.cli.main import CLOSED_PIPE
from simulator.autoscaling.resources import ScalableId
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Call, Fault
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from tests.end_to_end.test_access import IDS, VERBS
from tests.end_to_end.test_fixture_day import CALENDAR, OPENS
from tests.template.model import ROOT
from tests.unit.operations.conftest import Run, run

__all__ = ["run"]
# A shell ignores Ctrl-C in what it starts in the background, and a child inherits that.
START = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
COMMAND = (sys.executable, "-c", f"{START}; from operations.cli.main import main; main()")
PATIENCE_S = 60
PAGES = {
    "html": (200, b"<!DOCTYPE html><html><body>Please log in</body></html>", "text/html"),
    "half": (200, b'{"Table": {"TableName": "pri', "application/x-amz-json-1.0"),
    "refusal": (403, b"<html><body>Blocked by the proxy</body></html>", "text/html"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a calendar of a fixture whose name is not ASCII."""
    (tmp_path / "config.yaml").write_text(CALENDAR.replace("Leeds v Derby", "Málaga v Cádiz"))
    return tmp_path


def command(*arguments: str, folder: Path, **variables: str) -> subprocess.Popen[bytes]:
    # The command of this repository.
    return subprocess.Popen(  # noqa: S603
        [*COMMAND, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_an_ascii_terminal_shows_a_substitute(folder: Path) -> None:
    done = command("plan", "--from", "2026-12-05", folder=folder, PYTHONIOENCODING="ascii")
    out, err = done.communicate(timeout=PATIENCE_S)
    assert (done.returncode, err) == (0, b"")
    assert b"M?laga v C?diz" in out


def test_json_keeps_every_character_on_an_ascii_terminal(folder: Path) -> None:
    verb = ("plan", "--from", "2026-12-05", "--to", "2026-12-06", "--format", "json")
    done = command(*verb, folder=folder, PYTHONIOENCODING="ascii")
    rows = json.loads(done.communicate(timeout=PATIENCE_S)[0])
    assert ["Málaga v Cádiz"] in [row["because"] for row in rows]


@pytest.mark.parametrize("style", ["table", "json", "csv"])
def test_a_reader_that_closes_the_pipe_ends_the_command_silently(folder: Path, style: str) -> None:
    span = ("--from", "2026-01-01", "--to", "2029-12-31")
    done = command("plan", *span, "--format", style, folder=folder)
    assert done.stdout is not None
    done.stdout.close()
    done.stdout = None
    _, err = done.communicate(timeout=PATIENCE_S)
    assert (done.returncode, err) == (CLOSED_PIPE, b"")


@pytest.fixture
def silent() -> Iterator[Cloud]:
    """An account that answers no registration of write capacity."""
    cloud = Cloud(Clock(OPENS))
    cloud.add_table("prices", read=50, write=20, indexes={"by-fixture": (5, 20)})
    for name in ("read", "write", "by-fixture.write"):
        cloud.register("prices", name, minimum=20, maximum=4000)
    cloud.faults.stand(_is_of_writes, Fault.SILENT)
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield cloud


def _is_of_writes(call: Call) -> bool:
    registers = call.operation == "autoscaling.RegisterScalableTarget"
    return registers and "Write" in call.parameters["ScalableDimension"]


def test_an_interrupted_command_says_what_was_sent(silent: Cloud, folder: Path) -> None:
    done = command("prescale", "--at", "2026-12-05T12:10Z", folder=folder)
    until = time.monotonic() + PATIENCE_S
    while not any(map(_is_of_writes, list(silent.calls))):
        assert time.monotonic() < until
        time.sleep(0.05)
    done.send_signal(signal.SIGINT)
    _, err = done.communicate(timeout=PATIENCE_S)
    said = err.decode()
    assert done.returncode == 130, said
    assert "Traceback" not in said
    assert "interrupted; sent before: " in said
    assert "prices.read raise 20 -> 1,200" in said
    assert silent.autoscaling.targets[ScalableId.of("prices", "read")].minimum == 1200


class _Proxy(BaseHTTPRequestHandler):
    """Answers every request with the same page."""

    page = PAGES["html"]

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, body, kind = self.page
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 (the name of http.server)
    do_PUT = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture(params=list(PAGES))
def proxy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A proxy whose page stands in for every answer of AWS."""
    monkeypatch.setattr(_Proxy, "page", PAGES[request.param])
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Proxy)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with aws_environment(
            AWS_ENDPOINT_URL=f"http://127.0.0.1:{server.server_port}", AWS_MAX_ATTEMPTS="1"
        ):
            yield str(request.param)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.usefixtures("proxy")
@pytest.mark.parametrize("verb", VERBS, ids=IDS)
def test_an_answer_that_is_not_of_aws_is_an_error_in_words(
    run: Run, verb: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    done = run(*verb, *(["--yes"] if "push" in verb else []))
    assert done.out + done.err
    assert not re.search("Traceback|KeyError|report this", done.out + done.err)


@pytest.mark.usefixtures("proxy")
@pytest.mark.parametrize("verb", ["prescale --at 2026-12-05T12:10Z", "status", "discover"])
def test_an_account_that_cannot_be_read_is_found(
    run: Run, verb: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    done = run(*verb.split())
    assert done.code == 1
    assert re.search("answer|unreachable", done.out + done.err)
    assert "denied" not in done.out + done.err
