"""The build of the layer for any function."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.unit.guards.runtimes import GUARDS, ROOT
from tests.unit.guards.wire import build_layer


def test_the_same_source_builds_the_same_layer(layer: Path, tmp_path: Path) -> None:
    """A different one would publish a new version of the layer at each deployment."""
    assert contents(build_layer(tmp_path)) == contents(layer)


def test_a_program_of_the_layer_is_small(layer: Path) -> None:
    for program in (layer / "kickoff").glob("proxy-*"):
        assert program.stat().st_size < 3_000_000


def test_without_go_the_layer_guards_python_and_node_and_the_build_says_so(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("mkdir", "cp"):
        (tools / tool).symlink_to(shutil.which(tool) or "")
    built = tmp_path / "layer"
    done = subprocess.run(  # noqa: S603 (a fixed command)
        ["/bin/sh", ROOT / "scripts" / "build-any-guard", built],
        cwd=ROOT,
        env=os.environ | {"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no Go found" in done.stderr
    assert sorted(entry.name for entry in (built / "kickoff").iterdir()) == ["node", "python"]


def test_the_python_handler_is_found_without_a_function_of_awss_client(tmp_path: Path) -> None:
    """A version of the client may have no such function."""
    folder = tmp_path / "odds"
    folder.mkdir()
    (folder / "pricing.py").write_text("def handler(event, context): return event")
    done = subprocess.run(
        [sys.executable, "-c", "import kickoff_wrapper as it; print(it.handler(7, None))"],
        cwd=tmp_path,
        env={
            "PYTHONPATH": f"{GUARDS / 'python'}:{GUARDS / 'wrapper'}",
            "KICKOFF_HANDLER": "odds/pricing.handler",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "7\n", done.stderr


def contents(layer: Path) -> dict[str, bytes]:
    return {str(f.relative_to(layer)): f.read_bytes() for f in layer.rglob("*") if f.is_file()}
