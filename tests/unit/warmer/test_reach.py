"""Over TLS, against a pool in a process of its own, as Lambda is on machines of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.warmer.clients import KICKOFF, SMALL_SHARE, Client, measure
from tests.unit.warmer.pinging import cold, warming
from warmer.model import Code, Result

ROOT = Path(__file__).parents[3]
SIX = {"one": 50, "two": 80, "three": 110, "four": 140, "five": 170, "six": 200}


@pytest.fixture
def _pool(_identity: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    command = [sys.executable, "-m", "benchmarks.warmer.pool", str(tmp_path), "0", "pricing", *SIX]
    with subprocess.Popen(  # noqa: S603 (our own command)
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        monkeypatch.setenv("AWS_ENDPOINT_URL", process.stdout.readline().strip())
        monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "certificate.pem"))
        monkeypatch.setattr("warmer.waves.wave.CONNECT_TIMEOUT_S", 20)  # on the busiest machine
        try:
            yield
        finally:
            process.kill()


def warm(counts: dict[str, int]) -> list[Result]:
    """All in one invocation of a cold warmer."""
    return cold().run([warming(n, name) for name, n in counts.items()], time.time() + 90)


@pytest.mark.usefixtures("_pool")
@pytest.mark.parametrize("count", [100, 300, 800])
def test_a_cold_client_reaches_as_many_as_it_asks_for(count: int) -> None:
    [result] = warm({"pricing": count})
    assert (result.outcome.code, result.report.distinct) == (Code.OK, count)


@pytest.mark.usefixtures("_pool")
def test_six_functions_are_all_reached_in_one_tick() -> None:
    results = warm(SIX)
    assert {r.warming.target: r.report.distinct for r in results} == SIX


def test_at_the_processor_of_a_small_function_three_hundred_are_reached(tmp_path: Path) -> None:
    """By one of its waves: another process may have the processor at any moment."""
    waves = measure(Client("ours", KICKOFF, waves=3, share=SMALL_SHARE), 300, tmp_path)
    assert max(wave["distinct"] for wave in waves) == 300
