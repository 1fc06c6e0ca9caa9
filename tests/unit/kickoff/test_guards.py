"""The guard of a function in the calendar."""

import pytest

from kickoff.calendar import FunctionTarget, Guard
from kickoff.calendar.model.pings import MOST_CONTEXT_BYTES, MOST_PAYLOAD_BYTES
from kickoff.calendar.model.problems import dotted
from tests.unit.kickoff.conftest import Loaded, Refused
from tests.unit.kickoff.files import BASE


def calendar(keys: str) -> str:
    return BASE.replace("qualifier: live", f"qualifier: live, {keys}")


@pytest.mark.parametrize("guard", Guard)
def test_every_guard_is_accepted(loaded: Loaded, guard: Guard) -> None:
    target = loaded(calendar(f"guard: {guard}")).targets["pricing"]
    assert isinstance(target, FunctionTarget)
    assert target.guard is guard


def test_the_default_guard_is_kickoffs_own(loaded: Loaded) -> None:
    target = loaded(BASE).targets["pricing"]
    assert isinstance(target, FunctionTarget)
    assert (target.guard, target.payload, target.client_context) == (Guard.KICKOFF, None, None)


def test_a_payload_can_be_any_yaml_value(loaded: Loaded) -> None:
    keys = 'payload: [{warm: true, wait: 2.5}, "#w", null], client_context: {custom: {a: 1}}'
    target = loaded(calendar(keys)).targets["pricing"]
    assert isinstance(target, FunctionTarget)
    assert target.payload == [{"warm": True, "wait": 2.5}, "#w", None]
    assert target.client_context == {"custom": {"a": 1}}


@pytest.mark.parametrize(
    ("keys", "path", "message"),
    [
        ("guard: lambda-warmr", ".guard", "got 'lambda-warmr'; accepted: 'kickoff', 'lambda-wa"),
        ("guard: 7", ".guard", "got 7"),
        ("guard: sst, payload: {}", "", "got both; accepted: either a guard or a payload"),
        ("client_context: {a: 1}", "", "accepted: client_context with a payload"),
        ("payload: {}, client_context: 7", ".client_context", "got 7; accepted: a mapping"),
        (f"payload: {'x' * MOST_PAYLOAD_BYTES}", ".payload", "at most 16,384 bytes"),
        (
            f"payload: {{}}, client_context: {{a: {'x' * MOST_CONTEXT_BYTES}}}",
            ".client_context",
            "at most 2,685 bytes",
        ),
    ],
)
def test_pings_that_cannot_be_sent_are_refused(
    refused: Refused, keys: str, path: str, message: str
) -> None:
    (problem,) = refused(calendar(keys))
    assert dotted(problem.path) == f"targets.pricing{path}"
    assert message in problem.message
