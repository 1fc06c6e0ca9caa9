"""Packages from npm and PyPI for tests: pinned, fetched once, kept in pytest's cache."""

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from tests.unit.guards.runtimes import require, unavailable

PATIENCE_S = 120


def packed(cache: Path, packages: Sequence[str]) -> Path:
    """Return a folder with one folder for each npm package, by its name, without dependencies."""
    require("node", "npm", "tar")

    def fetch(into: Path) -> None:
        pack = ["npm", "pack", "--loglevel=error", "--fetch-retries=0", "--pack-destination"]
        archives = _run(*pack, str(into), *packages).split()
        for package, archive in zip(packages, archives, strict=True):
            folder = into / package.rpartition("@")[0]
            folder.mkdir(parents=True)
            _run("tar", "xzf", str(into / archive), "-C", str(folder), "--strip-components=1")

    return _kept(cache / f"npm-{_key(packages)}", fetch)


def installed(cache: Path, packages: Sequence[str]) -> Path:
    """Return a folder whose `node_modules` has npm packages with their dependencies."""
    require("node", "npm")

    def fetch(into: Path) -> None:
        install = ["npm", "install", "--loglevel=error", "--no-audit", "--no-fund"]
        # No package here needs its install script.
        options = ["--no-package-lock", "--ignore-scripts", "--fetch-retries=0", "--prefix"]
        _run(*install, *options, str(into), *packages)

    return _kept(cache / f"npm-installed-{_key(packages)}", fetch)


def from_pypi(cache: Path, packages: Sequence[str]) -> Path:
    """Return a folder to import packages from, without their dependencies."""

    def fetch(into: Path) -> None:
        install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps"]
        _run(*install, "--python", sys.executable, "--target", str(into), *packages)

    return _kept(cache / f"pypi-{sys.version_info.minor}-{_key(packages)}", fetch)


def _key(packages: Sequence[str]) -> str:
    return hashlib.sha256(" ".join(packages).encode()).hexdigest()[:12]


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
        unavailable(f"its package could not be fetched within {PATIENCE_S} s")
    if done.returncode:
        [why, *_] = done.stderr.strip().splitlines() or ["no reason given"]
        unavailable(f"its package could not be fetched: {why.strip()}")
    return done.stdout
