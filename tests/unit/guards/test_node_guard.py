"""What only a Node handler can be: loaded in two ways, looked at by its runtime, lazy."""

from collections.abc import Iterator

import pytest

from tests.unit.guards.runtimes import Runtime, harness, require, running


@pytest.fixture(scope="module")
def node() -> Iterator[Runtime]:
    require("node")
    with running(harness("node"), {}) as runtime:
        yield runtime


def test_it_can_be_imported_and_required(node: Runtime) -> None:
    """The harness imports it; what `require` gives is the same."""
    assert node.ask({"ask": "required"}) is True


def test_the_runtime_sees_the_handler_it_would_see_without(node: Runtime) -> None:
    """It calls by number of arguments, async function and streaming mark."""
    looks = {form: (bare, guarded) for form, bare, guarded in node.ask({"ask": "looks"})}
    assert looks["async"][0]["kind"] == "AsyncFunction"
    assert looks["callback"][0]["length"] == 3
    assert looks["streaming"][0]["streaming"] == "response"
    for bare, guarded in looks.values():
        assert guarded == bare


def test_a_handler_made_to_stream_after_it_was_wrapped_answers_on_its_stream(node: Runtime) -> None:
    assert "kickoff" in node.ask({"ask": "streamedLast"})


def test_an_answer_that_is_worked_out_when_asked_for_is_asked_for_once(node: Runtime) -> None:
    assert node.ask({"ask": "lazily"}) == 1


def test_what_is_answered_or_thrown_at_once_stays_so(node: Runtime) -> None:
    assert node.ask({"ask": "plain"}) == 7
    assert node.ask({"ask": "failsAtOnce"}) == "at once"
