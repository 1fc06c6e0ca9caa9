"""Waves over TLS to a pool in another process, as Lambda runs on other machines."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.warmer.clients import KICKOFF, SMALL_SHARE, Client, Situation, measure
from tests.unit.warmer.pinging import new_sender, warm, warming
from warmer.model import PingCode, WarmingResult

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
        monkeypatch.setattr("warmer.waves.sender.CONNECT_TIMEOUT_S", 20)  # for the slowest machine
        try:
            yield
        finally:
            process.kill()


def warm_all(counts: dict[str, int]) -> list[WarmingResult]:
    """Warm all functions in one invocation of a new sender."""
    warmings = [warming(count, name) for name, count in counts.items()]
    return warm(new_sender(), *warmings, within_s=90)


@pytest.mark.usefixtures("_pool")
@pytest.mark.parametrize("count", [100, 300, 800])
def test_a_new_sender_reaches_all_requested_containers(count: int) -> None:
    [result] = warm_all({"pricing": count})
    assert (result.code, result.report.distinct) == (PingCode.OK, count)


@pytest.mark.usefixtures("_pool")
def test_six_functions_are_all_reached_in_one_tick() -> None:
    results = warm_all(SIX)
    assert {r.warming.target: r.report.distinct for r in results} == SIX


def test_with_the_processor_of_a_small_function_three_hundred_are_reached(tmp_path: Path) -> None:
    situation = Situation(count=300, warm=300, ticks=3)
    ticks = measure(Client("kickoff", KICKOFF, SMALL_SHARE), situation, tmp_path)
    assert [tick["distinct"] for tick in ticks] == [300, 300, 300]
