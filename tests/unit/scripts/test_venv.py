import os
import subprocess
import sys
from pathlib import Path

import pytest

VENV = Path(__file__).parents[3] / "scripts" / "venv"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    directory = tmp_path / "a project"
    directory.mkdir()
    (directory / "some.txt").write_text("# nothing to install\n")
    return directory


def run(project: Path) -> subprocess.CompletedProcess[str]:
    # A script of the project's own.
    return subprocess.run(  # noqa: S603
        [VENV, "env", "some.txt"],
        cwd=project,
        env=os.environ | {"PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )


def set_up(project: Path) -> str:
    """Run the script; what it said."""
    done = run(project)
    assert done.returncode == 0, done.stderr
    return done.stderr


def runs(project: Path) -> bool:
    python = project / "env" / "bin" / "python"
    # An environment the test made.
    return subprocess.run([python, "-m", "pip", "--version"], check=False).returncode == 0  # noqa: S603


def test_a_second_run_does_nothing_until_the_requirements_change(project: Path) -> None:
    assert "making env" in set_up(project)
    assert runs(project)
    assert set_up(project) == ""

    (project / "some.txt").write_text("# still nothing\n")
    assert set_up(project) == "kickoff: installing some.txt into env\n"
    assert set_up(project) == ""


def test_an_interrupted_run_is_begun_again_from_nothing(project: Path) -> None:
    half = project / "env" / "bin"
    half.mkdir(parents=True)
    (half / "python").symlink_to(sys.executable)
    assert "making env" in set_up(project)
    assert runs(project)


def test_an_environment_whose_interpreter_is_gone_is_made_again(project: Path) -> None:
    set_up(project)
    python = project / "env" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    assert "making env" in set_up(project)
    assert runs(project)


def test_an_environment_that_was_moved_is_made_again(project: Path, tmp_path: Path) -> None:
    set_up(project)
    moved = project.rename(tmp_path / "elsewhere")
    assert "making env" in set_up(moved)


def test_a_failed_install_is_said_and_leaves_nothing_that_looks_whole(project: Path) -> None:
    set_up(project)
    (project / "some.txt").write_text("not a requirement at all\n")
    failed = run(project)
    assert failed.returncode == 1
    assert "could not install some.txt" in failed.stderr
    (project / "some.txt").write_text("# mended\n")
    assert "making env" in set_up(project)
