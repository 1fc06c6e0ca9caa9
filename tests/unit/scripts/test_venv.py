import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

VENV = Path(__file__).parents[3] / "scripts" / "venv"

WITHOUT_PIP = """\
#!/bin/sh
if [ "$1" = -m ]; then
    exec '{real}' -m venv --without-pip "$3"
fi
exec '{real}' "$@"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    directory = tmp_path / "a project"
    directory.mkdir()
    (directory / "some.txt").write_text("# nothing to install\n")
    return directory


def run(
    project: Path, *requirements: str, python: str | Path = sys.executable
) -> subprocess.CompletedProcess[str]:
    """Run the script for the environment `env` of a project."""
    # A fixed command.
    return subprocess.run(  # noqa: S603
        [VENV, "env", *requirements],
        cwd=project,
        env=os.environ | {"PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_second_run_does_nothing_until_the_requirements_change(project: Path) -> None:
    assert "making env" in run(project, "some.txt").stderr
    assert run(project, "some.txt").stderr == ""

    (project / "some.txt").write_text("# still nothing\n")
    assert run(project, "some.txt").stderr == "kickoff: installing some.txt into env\n"
    assert run(project, "some.txt").stderr == ""


def test_a_failed_install_is_reported_and_not_marked_as_installed(project: Path) -> None:
    (project / "some.txt").write_text("not a requirement at all\n")
    failed = run(project, "some.txt")
    assert failed.returncode == 1
    assert "could not install some.txt" in failed.stderr
    assert not (project / "env" / "installed").exists()


def with_uv(project: Path) -> Path:
    """Make the environment with a uv that writes its arguments to the returned file."""
    run(project)
    called = project / "called"
    uv = project / "env" / "bin" / "uv"
    uv.write_text(f"#!/bin/sh\necho \"$@\" >'{called}'\n")
    uv.chmod(0o755)
    return called


def test_uv_installs_requirements_with_their_checksums(project: Path) -> None:
    called = with_uv(project)

    assert run(project, "some.txt").returncode == 0

    assert "--no-deps --require-hashes --requirement some.txt" in called.read_text()


def test_pip_installs_from_an_index_that_it_is_configured_with(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = with_uv(project)
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example/simple")

    assert run(project, "some.txt").returncode == 0

    assert not called.exists()


def test_pip_installs_where_uv_fails(project: Path) -> None:
    with_uv(project)
    (project / "env" / "bin" / "uv").write_text("#!/bin/sh\nexit 1\n")

    assert run(project, "some.txt").returncode == 0


def interrupted(project: Path) -> None:
    (project / "env" / "installed").unlink()


def without_its_interpreter(project: Path) -> None:
    python = project / "env" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")


def moved(project: Path) -> None:
    (project / "env" / "installed").write_text("/somewhere/else\n")


@pytest.mark.parametrize("broken", [interrupted, without_its_interpreter, moved])
def test_a_broken_environment_is_rebuilt_from_nothing(
    project: Path, broken: Callable[[Path], None]
) -> None:
    quick = project.parent / "python"
    quick.write_text(WITHOUT_PIP.format(real=sys.executable))
    quick.chmod(0o755)
    assert "making env" in run(project, python=quick).stderr
    assert run(project, python=quick).stderr == ""

    broken(project)
    left_over = project / "env" / "left over"
    left_over.touch()
    assert "making env" in run(project, python=quick).stderr
    assert not left_over.exists()
    assert run(project, python=quick).stderr == ""
