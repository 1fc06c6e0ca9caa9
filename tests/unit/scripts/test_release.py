"""A release: one version everywhere, and the same bytes from the same sources."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from kickoff import formats
from operations.upgrade.changelog import number
from operations.upgrade.package import package_file, package_version
from operations.upgrade.template_text import parse_template
from scripts.archive import write_archive
from tests.stored.items import versions
from tests.template.model import ROOT

OUTPUTS = parse_template(package_file("template.yaml"))["Outputs"]


def test_project_changelog_template_and_command_have_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    lines = package_file("CHANGELOG.md").splitlines()
    releases = [line for line in lines if line.startswith("## [") and "Unreleased" not in line]
    assert releases[0].startswith(f"## [{project}] - 20")
    assert OUTPUTS["Version"]["Value"] == project
    assert package_version() == project, "run make setup"


def test_a_stack_has_the_numbers_of_the_formats_that_it_stores() -> None:
    assert OUTPUTS["Formats"]["Value"] == formats.description()
    assert formats.parse_description(formats.description()) == formats.NUMBERS


def test_no_store_is_of_a_later_version() -> None:
    assert number(versions()[-1]) <= number(package_version())


def test_an_archive_depends_on_contents_and_rights_alone(tmp_path: Path) -> None:
    for name, at in (("one", 1_000_000_000), ("other", 1_700_000_000)):
        folder = tmp_path / name
        (folder / "bin").mkdir(parents=True)
        for file in (folder / "handler.py", folder / "bin" / "guard"):
            file.write_text(file.name)
            file.chmod(0o755 if file.name == "guard" else 0o600)
            os.utime(file, (at, at))
        write_archive(folder, tmp_path / f"{name}.zip")
    one, other = ((tmp_path / f"{name}.zip").read_bytes() for name in ("one", "other"))
    assert one == other
    with ZipFile(tmp_path / "one.zip") as archive:
        rights = {each.filename: each.external_attr >> 16 & 0o777 for each in archive.infolist()}
    assert rights == {"bin/guard": 0o755, "handler.py": 0o644}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = ("hatchling", "build", "--target", "wheel", "--directory", str(folder))
    subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=True, capture_output=True)  # noqa: S603 (fixed)
    [path] = folder.iterdir()
    with ZipFile(path) as archive:
        return set(archive.namelist())


def test_the_wheel_has_all_code_and_data(wheel: set[str]) -> None:
    packages = ("kickoff", "warmer", "prescaler", "simulator", "operations", "guards")
    files = (path for package in packages for path in (ROOT / package).rglob("*.*"))
    expected = {str(path.relative_to(ROOT)) for path in files if "__pycache__" not in path.parts}
    assert len(expected) > 400
    assert expected <= wheel
    assert {"operations/upgrade/template.yaml", "operations/upgrade/CHANGELOG.md"} <= wheel
