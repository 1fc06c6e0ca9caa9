"""Cases that only Node has: two ways to load, handler detection, lazy answers."""

from collections.abc import Iterator

import pytest

from tests.unit.guards.runtimes import Runtime, harness, require, running


@pytest.fixture(scope="module")
def node() -> Iterator[Runtime]:
    require("node")
    with running(harness("node"), {}) as runtime:
        yield runtime


def test_the_guard_can_be_imported_and_required(node: Runtime) -> None:
    """The harness imports the guard; `require` returns the same function."""
    assert node.ask({"ask": "required"}) is True


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
