"""Other warmers' guards from npm and PyPI: pinned, fetched once, kept in pytest's cache."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.unit.guards.runtimes import require

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
PATIENCE_S = 30


def from_npm(cache: Path) -> Path:
    """Return a folder with one folder for each package, by its name, without dependencies."""
    require("node", "npm", "tar")

    def fetch(into: Path) -> None:
        pack = [
            "npm",
            "pack",
            "--loglevel=error",
            "--fetch-retries=0",
            "--pack-destination",
            str(into),
        ]
        archives = _run(*pack, *NPM).split()
        for package, archive in zip(NPM, archives, strict=True):
            folder = into / package.rpartition("@")[0]
            folder.mkdir(parents=True)
            _run("tar", "xzf", str(into / archive), "-C", str(folder), "--strip-components=1")

    return _kept(cache / "npm", fetch)


def from_pypi(cache: Path) -> Path:
    """Return a folder to import from, with the dependencies that are used."""

    def fetch(into: Path) -> None:
        install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps"]
        _run(*install, "--python", sys.executable, "--target", str(into), *PYPI)

    return _kept(cache / f"pypi-{sys.version_info.minor}", fetch)


def _kept(folder: Path, fetch: Callable[[Path], None]) -> Path:
    """Return a folder, fetched if missing; complete even if several processes fetch at once."""
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        into = Path(place) / "new"
        into.mkdir()
        fetch(into)
        with suppress(OSError):  # another process was faster
            into.rename(folder)
    return folder


def _run(*command: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 (a fixed command)
            command, check=False, capture_output=True, text=True, timeout=PATIENCE_S
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"its package could not be fetched within {PATIENCE_S} s")
    if done.returncode:
        [why, *_] = done.stderr.strip().splitlines() or ["no reason given"]
        pytest.skip(f"its package could not be fetched: {why.strip()}")
    return done.stdout
