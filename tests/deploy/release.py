"""A release on a machine without the repository: its files in a folder, its command installed."""

import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.template.build import LAMBDA_MACHINES, run


@dataclass(frozen=True, slots=True)
class Release:
    """The folder with the files of a release, and its command in an environment of its own."""

    folder: Path
    environment: Path

    @property
    def kickoff(self) -> Path:
        """Return the path of the command."""
        return self.environment / "bin" / "kickoff"


def make_release(directory: Path) -> Release:
    """Build a release for this machine, move it, and install its command as its README says."""
    built, folder, environment = (directory / each for each in ("built", "release", "command"))
    run("make", "release", f"DIST={built}", f"ARCH={LAMBDA_MACHINES[platform.machine()]}")
    shutil.move(built, folder)
    run("scripts/venv", environment, folder / "requirements.txt")
    [wheel] = folder.glob("*.whl")
    pip = (environment / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps")
    run(*pip, "--no-index", wheel)
    return Release(folder, environment)
