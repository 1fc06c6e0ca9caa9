"""Building, as a person does it: `sam build`, and one function's make target alone."""

import os
import platform
import subprocess
from pathlib import Path

import pytest

from tests.template.model import ROOT

SAM = ROOT / ".venv-sam" / "bin" / "sam"

LAMBDA_MACHINES = {"x86_64": "x86_64", "AMD64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}


def run(*command: str | Path, **variables: str) -> str:
    """Run a command in the project's directory; its output, or a failure that shows it."""
    if command[0] == SAM and not SAM.exists():
        pytest.fail("the tools of SAM are not installed: run `make tools`")
    ours = {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",  # whatever credentials are here lead nowhere
        "SAM_CLI_TELEMETRY": "0",
    }
    environment = os.environ | ours | variables
    # The commands are this file's callers' own.
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def sam_build(directory: Path, *, for_here: bool = False, **variables: str) -> Path:
    """Build all functions of the template into a directory, for Lambda or for this machine."""
    if for_here:
        variables["ARCH"] = LAMBDA_MACHINES[platform.machine()]
    run(SAM, "build", "--build-dir", directory, **(_aside(directory) | variables))
    return directory


def make_artifact(function: str, directory: Path) -> Path:
    """Build one function for this machine into a directory."""
    machine = LAMBDA_MACHINES[platform.machine()]
    to = f"ARTIFACTS_DIR={directory}"
    run("make", f"build-{function}", to, f"ARCH={machine}", **_aside(directory))
    return directory


def _aside(directory: Path) -> dict[str, str]:
    """The parameters go beside a build, not where the project's are."""
    return {"KICKOFF_PARAMETERS": str(directory.with_suffix(".parameters"))}
