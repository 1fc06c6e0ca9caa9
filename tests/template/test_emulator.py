"""The built functions under Lambda's own runtime: what is in the artifact is all they have."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.template.build import run
from tests.template.emulator import emulate
from tests.template.model import ROOT

pytestmark = [
    pytest.mark.xdist_group("build"),
    pytest.mark.skipif(sys.platform != "linux", reason="the runtime emulator is a Linux program"),
]

CALENDAR = """\
version: 1
timezone: Europe/London
targets:
  pricing:
    function: pricing
    qualifier: live
    region: eu-west-1
    warm: {baseline: 2, max: 200, every: 5m}
profiles: {}
fixtures: []
"""


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python of Lambda's version with what Lambda's runtime brings, and without boto3."""
    # A script of the project's own.
    found = subprocess.run(  # noqa: S603
        [ROOT / "scripts" / "find-python", "3.13"], capture_output=True, text=True, check=False
    )
    if found.returncode != 0:
        pytest.skip(f"Lambda's Python is not on this machine. {found.stderr}")
    directory = tmp_path_factory.mktemp("runtime") / "env"
    run(
        "env",
        f"PYTHON={found.stdout.strip()}",
        "scripts/venv",
        directory,
        "requirements/lambda.txt",
    )
    return directory


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(CALENDAR)
    return path


def test_the_warmer_answers_a_minute_in_which_nothing_is_due(
    runtime: Path, artifacts: dict[str, Path], calendar: Path, tmp_path: Path
) -> None:
    environment = {"KICKOFF_CONFIG": str(calendar)}
    with emulate(
        runtime, artifacts["warmer"], "warmer.handler.handler", environment, tmp_path / "log"
    ) as function:
        answer = function.invoke({"scheduled_time": "2026-11-24T12:01:00Z"})
        assert answer == {"at": "2026-11-24T12:01:00+00:00", "functions": []}, function.printed()
        assert '"Tick"' in function.printed()
