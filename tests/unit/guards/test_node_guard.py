"""Cases that only Node has: two ways to load, handler detection, lazy answers."""

from collections.abc import Iterator

import pytest

from tests.unit.guards.runtimes import GUARDS, Runtime, harness, require, running


@pytest.fixture(scope="module")
def node() -> Iterator[Runtime]:
    require("node")
    with running(harness("node"), {}) as runtime:
        yield runtime


def test_the_guard_can_be_imported_and_required(node: Runtime) -> None:
    """The harness imports the guard."""
    assert node.ask({"ask": "required"}) == "function"


def test_both_kinds_of_modules_have_the_same_code_and_types() -> None:
    module, common = (GUARDS / "node" / f"kickoff-guard.{kind}" for kind in ("mjs", "cjs"))
    exported = module.read_text().replace("export { warmed };", "exports.warmed = warmed;")
    assert common.read_text() == f'"use strict";\n\n{exported}'
    types = [module.with_suffix(suffix).read_text() for suffix in (".d.mts", ".d.cts")]
    assert types[0] == types[1]


def test_the_runtime_detects_a_guarded_handler_like_a_bare_one(node: Runtime) -> None:
    """It reads the number of arguments, the function's kind and the streaming mark."""
    looks = {form: (bare, guarded) for form, bare, guarded in node.ask({"ask": "looks"})}
    assert looks["async"][0]["kind"] == "AsyncFunction"
    assert looks["callback"][0]["length"] == 3
    assert looks["streaming"][0]["streaming"] == "response"
    for bare, guarded in looks.values():
        assert guarded == bare


def test_a_handler_marked_as_streaming_after_wrapping_answers_on_its_stream(node: Runtime) -> None:
    assert "kickoff" in node.ask({"ask": "streamedLast"})


def test_a_lazy_answer_is_awaited_once(node: Runtime) -> None:
    assert node.ask({"ask": "lazily"}) == 1


def test_synchronous_answers_and_errors_stay_synchronous(node: Runtime) -> None:
    assert node.ask({"ask": "plain"}) == 7
    assert node.ask({"ask": "failsAtOnce"}) == "at once"


def test_a_method_that_returns_the_handler_returns_the_guarded_one(node: Runtime) -> None:
    """As middy's `use`. Other methods, and those that may not be replaced, are as before."""
    assert node.ask({"ask": "chains"}) == {
        "same": True,
        "used": [True, 7],
        "name": "use",
        "fixed": True,
        "other": "another value",
        "made": True,
        "bound": "function",
    }
