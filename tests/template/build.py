"""Builds of the functions: all by `sam build`, or one by its make target."""

import os
import platform
import subprocess
from pathlib import Path

import pytest

from tests.template.model import ROOT

SAM = ROOT / ".venv-sam" / "bin" / "sam"

LAMBDA_MACHINES = {"x86_64": "x86_64", "AMD64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}


def run(*command: str | Path, **variables: str) -> str:
    """Run a command in the project's directory; return its output, or fail with it."""
    if command[0] == SAM and not SAM.exists():
        pytest.fail("SAM is not installed; run `make tools`")
    fixed = {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",  # real credentials reach no AWS endpoint
        "SAM_CLI_TELEMETRY": "0",
    }
    environment = os.environ | fixed | variables
    # Fixed commands of this module's callers.
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def sam_build(directory: Path, *, for_here: bool = False, **variables: str) -> Path:
    """Build all functions of the template into a directory, for Lambda or for this machine."""
    if for_here:
        variables["ARCH"] = LAMBDA_MACHINES[platform.machine()]
    run(SAM, "build", "--build-dir", directory, **(_parameters(directory) | variables))
    return directory


def make_artifact(function: str, directory: Path) -> Path:
    """Build one function for this machine into a directory."""
    machine = LAMBDA_MACHINES[platform.machine()]
    to = f"ARTIFACTS_DIR={directory}"
    run("make", f"build-{function}", to, f"ARCH={machine}", **_parameters(directory))
    return directory


def _parameters(directory: Path) -> dict[str, str]:
    """Put the parameters beside a build, not into the project's file."""
    return {"KICKOFF_PARAMETERS": str(directory.with_suffix(".parameters"))}
