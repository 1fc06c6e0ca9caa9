"""A bundle has the calendar named, with the files it imports; the sample wants a yes."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from operations.sample import SAMPLE_MARK
from tests.template.model import ROOT

CALENDAR = """\
version: 1
timezone: UTC
targets:
  odds: {table: odds, read: {baseline: 5, max: 100}}
profiles:
  cup: {lasts: 2h, lead: 20m, demand: {odds: {read: 50}}}
fixtures: []
"""
CUP = (ROOT / "fixtures" / "cup.ics").read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A squad's folder, with a calendar that imports a file."""
    folder = tmp_path / "squad"
    (folder / "cups").mkdir(parents=True)
    (folder / "cups" / "cup.ics").write_bytes(CUP)
    imports = "calendars: [{ics: cups/cup.ics, profile: cup}]\n"
    (folder / "other.yaml").write_text(CALENDAR + imports)
    return folder


def script(name: str, *arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    # A script of this repository.
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", f"scripts.{name}", *arguments],
        cwd=ROOT,
        env=os.environ | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def bundled(bundle: Path) -> set[str]:
    return {str(each.relative_to(bundle)) for each in bundle.rglob("*") if each.is_file()}


def test_the_calendar_named_is_bundled_with_the_files_it_imports(
    folder: Path, tmp_path: Path
) -> None:
    bundle = tmp_path / "bundle"
    done = script("bundle_calendar", bundle, KICKOFF_CONFIG=str(folder / "other.yaml"))
    assert done.returncode == 0, done.stderr
    assert bundled(bundle) == {"config.yaml", "cups/cup.ics"}
    assert (bundle / "config.yaml").read_text() == (folder / "other.yaml").read_text()


def test_a_calendar_at_an_address_is_not_bundled(tmp_path: Path) -> None:
    done = script("bundle_calendar", tmp_path, KICKOFF_CONFIG="s3://squad/config.yaml")
    assert (done.returncode, bundled(tmp_path)) == (0, set())


@pytest.mark.parametrize("name", ["../cup.ics", "{folder}/cups/cup.ics"])
def test_an_import_that_the_functions_would_not_find_is_refused(
    folder: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "cup.ics").write_bytes(CUP)
    calendar = folder / "other.yaml"
    imported = name.format(folder=folder)
    calendar.write_text(f"{CALENDAR}calendars: [{{ics: {imported}, profile: cup}}]\n")
    done = script("bundle_calendar", tmp_path / "bundle", KICKOFF_CONFIG=str(calendar))
    assert done.returncode == 1
    assert "outside of the calendar's folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_invalid_calendar_is_not_bundled(folder: Path, tmp_path: Path) -> None:
    (folder / "other.yaml").write_text("version: 2\n")
    done = script("bundle_calendar", tmp_path, KICKOFF_CONFIG=str(folder / "other.yaml"))
    assert done.returncode == 1
    assert "other.yaml:1:10: version: the calendar has format 2" in done.stderr


def test_without_a_person_to_ask_the_sample_is_refused_with_the_remedies() -> None:
    done = script("confirm_calendar", KICKOFF_CONFIG="config.yaml")
    assert done.returncode == 1
    assert "config.yaml is the sample calendar, so nothing is built or deployed" in done.stderr
    assert "KICKOFF_CONFIG=FILE" in done.stderr
    assert SAMPLE_MARK in done.stderr


def test_a_calendar_without_the_mark_is_not_asked_about(folder: Path) -> None:
    for calendar in (str(folder / "other.yaml"), "s3://squad/config.yaml"):
        assert script("confirm_calendar", KICKOFF_CONFIG=calendar).returncode == 0


def test_the_answer_can_be_given_in_advance() -> None:
    assert script("confirm_calendar", KICKOFF_CONFIG="config.yaml", SAMPLE="yes").returncode == 0


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("\n", 1)])
def test_a_person_at_a_terminal_is_asked(answer: str, code: int) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    # A script of this repository.
    done = subprocess.run(
        [sys.executable, "-m", "scripts.confirm_calendar"],
        cwd=ROOT,
        env=os.environ | {"KICKOFF_CONFIG": "config.yaml"},
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == code
    assert "Deploy it all the same? [y/N]" in done.stdout
