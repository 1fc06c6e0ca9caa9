"""Cases that only Python has: events beyond JSON, and the versions that run the guard."""

import ast
import math
import shutil
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType

import pytest

from guards.python import kickoff_guard
from guards.python.kickoff_guard import warmed

PING = {"kickoff": {"ping": "w"}}


@pytest.mark.parametrize(
    "event", [{7: 8, ("a",): "b"}, MappingProxyType(PING), [PING], PING | {"Records": []}]
)
def test_an_event_that_json_cannot_express_reaches_business_code(event: object) -> None:
    assert warmed(lambda event, context: (event, context))(event, "context") == (event, "context")


@pytest.mark.parametrize(
    ("until", "naps"), [(math.inf, [5.0]), (10**400, [5.0]), (-math.inf, []), (math.nan, [])]
)
def test_an_instant_that_json_cannot_express_is_capped_or_not_held(
    monkeypatch: pytest.MonkeyPatch, until: float, naps: list[float]
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("guards.python.kickoff_guard.time.sleep", slept.append)
    warmed(print)({"kickoff": {"ping": "w", "hold_until": until}}, None)
    assert slept == naps


def test_a_wrapped_handler_keeps_its_name() -> None:
    @warmed
    def lookup(event: object, context: object) -> object:
        """Look something up."""
        return event, context

    assert (lookup.__name__, lookup.__doc__) == ("lookup", "Look something up.")


def test_the_file_needs_no_other_module(tmp_path: Path) -> None:
    shutil.copy(kickoff_guard.__file__, tmp_path)
    code = "import sys; sys.path.insert(0, sys.argv[1]); from kickoff_guard import warmed"
    subprocess.run([sys.executable, "-I", "-S", "-c", code, tmp_path], check=True)  # noqa: S603 (a fixed command)


def test_python_3_9_can_parse_the_guard() -> None:
    ast.parse(Path(kickoff_guard.__file__).read_text(), feature_version=(3, 9))
