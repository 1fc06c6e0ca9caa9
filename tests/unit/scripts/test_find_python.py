import os
import subprocess
import sys
from pathlib import Path

import pytest

FIND_PYTHON = Path(__file__).parents[3] / "scripts" / "find-python"

# The interpreter that runs the tests, with another version and without some modules.
DISGUISE = """\
#!/bin/sh
exec '{real}' -c '
import sys
sys.version_info = {version}
sys.executable = "{path}"
for module in "{missing}".split():
    sys.modules[module] = None
program = sys.argv[2]
sys.argv = ["-c", *sys.argv[3:]]
exec(program)
' "$@"
"""


class Machine:
    """A machine with fake interpreters; those of the real machine come after them."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "on the path"
        self.pyenv = directory / "pyenv"
        self.uv = directory / "uv"
        self.path.mkdir()

    def has(self, path: Path, version: tuple[int, int, int], *, without: str = "") -> Path:
        """Install a fake interpreter."""
        text = DISGUISE.format(real=sys.executable, version=version, path=path, missing=without)
        return self.script(path, text)

    def script(self, path: Path, text: str) -> Path:
        """Install an executable script."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
        return path

    def find(self, *arguments: str, python: str = "") -> subprocess.CompletedProcess[str]:
        """Run the script."""
        environment = {
            "PATH": f"{self.path}{os.pathsep}/usr/bin{os.pathsep}/bin",
            "HOME": str(self.path.parent),
            "PYENV_ROOT": str(self.pyenv),
            "UV_PYTHON_INSTALL_DIR": str(self.uv),
            "PYTHON": python,
        }
        # A fixed command.
        return subprocess.run(  # noqa: S603
            [FIND_PYTHON, *arguments], env=environment, capture_output=True, text=True, check=False
        )

    def found(self, *arguments: str, python: str = "") -> Path:
        """Run the script and return the interpreter that it finds."""
        done = self.find(*arguments, python=python)
        assert done.returncode == 0, done.stderr
        return Path(done.stdout.removesuffix("\n"))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_lambdas_python_version_is_preferred_to_older_and_newer_ones(machine: Machine) -> None:
    for minor in (11, 12, 13, 14, 15):
        machine.has(machine.path / f"python3.{minor}", (3, minor, 1))
    assert machine.found() == machine.path / "python3.13"


def test_3_12_and_3_11_are_preferred_to_3_14(machine: Machine) -> None:
    machine.script(machine.path / "python3.13", "#!/bin/sh\nexit 127\n")
    machine.has(machine.path / "python3.14", (3, 14, 1))
    machine.has(machine.path / "python3.12", (3, 12, 1))
    assert machine.found() == machine.path / "python3.12"


def test_python3_is_used_if_its_version_is_right(machine: Machine) -> None:
    machine.has(machine.path / "python3", (3, 47, 0))
    assert machine.found("3.47") == machine.path / "python3"


def test_an_inactive_pyenv_shim_is_passed_over_for_the_real_interpreter(
    machine: Machine,
) -> None:
    machine.script(
        machine.path / "python3.13",
        "#!/bin/sh\necho 'pyenv: python3.13: command not found' >&2\nexit 127\n",
    )
    real = machine.has(machine.pyenv / "versions" / "3.13.2" / "bin" / "python3.13", (3, 13, 2))
    assert machine.found() == real


def test_an_interpreter_installed_by_uv_is_found(machine: Machine) -> None:
    real = machine.has(machine.uv / "cpython-3.13.2" / "bin" / "python3.13", (3, 13, 2))
    assert machine.found("3.13") == real


def test_the_variable_python_names_the_only_candidate(machine: Machine) -> None:
    machine.has(machine.path / "python3.13", (3, 13, 1))
    chosen = machine.has(machine.path / "my python", (3, 11, 9))
    assert machine.found(python=str(chosen)) == chosen


def test_an_old_interpreter_named_by_python_is_refused_with_its_version(machine: Machine) -> None:
    old = machine.has(machine.path / "old", (3, 10, 4))
    done = machine.find(python=str(old))
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"{old}: 3.10.4, too old" in done.stderr


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_debians_bare_python_is_refused_with_the_missing_package(
    machine: Machine, module: str
) -> None:
    bare = machine.has(machine.path / "python3.11", (3, 11, 2), without=module)
    done = machine.find(python=str(bare))
    assert done.returncode == 1
    assert "apt-get install python3.11-venv" in done.stderr


def test_without_a_suitable_python_the_error_names_version_directories_and_candidates(
    machine: Machine,
) -> None:
    machine.has(machine.path / "python3", (3, 9, 2))
    broken = machine.script(machine.path / "python3.99", "#!/bin/sh\nexit 1\n")
    done = machine.find("3.99")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Wanted: 3.99" in done.stderr
    assert f"\n  {machine.path}\n" in done.stderr
    assert f"{broken}: does not run" in done.stderr
    assert f"{machine.path / 'python3'}: 3.9.2, not 3.99" in done.stderr
    assert "make setup PYTHON=" in done.stderr
