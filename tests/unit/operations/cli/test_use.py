"""Wrong use and invalid calendars: a message on standard error, and exit 2."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.unit.operations.conftest import Run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plna"], "no verb 'plna'; did you mean 'plan'?"),
        (["plan", "--form", "x"], "No such option '--form'"),
        (["plan", "--format", "xml"], "'xml' is not one of"),
        (["plan", "--from", "soon"], "'soon' is not an instant; write it as 2026-12-05T12:30"),
        (["plan", "--to", "2026-13-01"], "'2026-13-01' is not an instant"),
        (["plan", "--from", "0001-01-01T00:00Z"], "is not an instant"),
        (["plan", "--to", "9999-12-31T23:59Z"], "is not an instant"),
        (["plan", "--from", "2026-12-06", "--to", "2026-12-05"], "--from is not before --to"),
        (["plan", "--from", "2026-12-06", "--to", "2026-12-06"], "--from is not before --to"),
        (["explain", "prices"], "Missing argument 'INSTANT'"),
        (["explain", "price", "2026-12-05T15:00"], "no target 'price'; did you mean 'prices'?"),
        (["explain", "prices", "at three"], "'at three' is not an instant"),
        (["explain", "prices", "9999-12-31T23:59:59.999999Z"], "is not an instant"),
    ],
)
def test_wrong_use_exits_with_2_and_a_message(
    run: Run, config: Path, arguments: list[str], message: str
) -> None:
    verb, *rest = arguments
    option = [] if verb == "plna" else ["--config", str(config)]
    result = run(verb, *option, *rest)
    assert result.code == 2
    assert message in result.err
    assert result.out == ""


@pytest.mark.parametrize(
    "arguments", [["validate"], ["plan"], ["explain", "prices", "2026-12-05T15:00"]]
)
@pytest.mark.parametrize("content", ["version: 2\n", "fixtures: [", "", None])
def test_every_verb_refuses_an_invalid_calendar_with_the_same_messages(
    run: Run, tmp_path: Path, arguments: list[str], content: str | None
) -> None:
    path = tmp_path / "config.yaml"
    if content is not None:
        path.write_text(content)
    result = run(*arguments, "--config", path)
    assert result.code == 2
    assert result.out == ""
    assert all(line.startswith(f"{path}:") for line in result.err.splitlines())


def test_up_to_a_hundred_problems_are_reported(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("version: 1\nfixtures:\n" + "- 5\n" * 150)
    lines = run("validate", "--config", path).err.splitlines()
    assert lines[0] == f"{path}:3:3: fixtures[0]: got 5; accepted: a mapping"
    assert (len(lines), lines[-1]) == (101, "... and 50 more")


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").out == f"kickoff, version {version('kickoff')}\n"


def test_the_environment_gives_the_calendars_path(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_CONFIG", str(config))
    assert run("validate").code == 0


def test_the_default_calendar_is_config_yaml_in_the_working_directory(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(config.parent)
    assert run("validate").out.startswith("config.yaml: valid")


def test_the_real_command_ends_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("version: 1\nfixtures: " + "[" * 10_000)
    command = [sys.executable, "-c", "from operations.cli.main import main; main()"]
    ended = subprocess.run(  # noqa: S603 (the interpreter of the tests)
        [*command, "validate", "--config", str(path)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == f"{path}:2:30: nested deeper than 20 levels\n"


@pytest.mark.parametrize("arguments", [["history"], ["pause"]])
def test_an_unavailable_lease_table_exits_with_1_and_a_message(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    for name, value in (
        ("KICKOFF_LEASE_TABLE", "leases"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
        ("AWS_DEFAULT_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "testing"),
        ("AWS_SECRET_ACCESS_KEY", "testing"),
    ):
        monkeypatch.setenv(name, value)
    result = run(*arguments, "--config", config)
    assert result.code == 1
    assert result.err.startswith("lease_unavailable: ")
    assert result.out == ""
