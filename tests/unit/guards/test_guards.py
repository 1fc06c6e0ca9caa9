"""What a guard does, the same in every language; each runs in its own runtime."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest

from tests.unit.guards.runtimes import (
    BEGAN,
    Handler,
    Runtime,
    compiled,
    harness,
    require,
    running,
)

LONGEST_HOLD_MS = 5_000
NEEDS = {"python": (), "node": ("node",), "java": ("java", "javac")}
FORMS = [
    ("python", "plain"),
    ("node", "async"),
    ("node", "callback"),
    ("node", "streaming"),
    ("java", "map"),
    ("java", "stream"),
]

Runtimes = Callable[[str, str | None], Runtime]


@pytest.fixture(scope="module")
def runtimes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtimes]:
    """The runtime of a language, initialised in a way."""

    @cache
    def classes() -> str:
        return compiled(tmp_path_factory.mktemp("classes"))

    with ExitStack() as stack:

        @cache
        def started(language: str, initialised: str | None) -> Runtime:
            require(*NEEDS[language])
            environment = {"AWS_LAMBDA_INITIALIZATION_TYPE": initialised} if initialised else {}
            command = harness(language, classes() if language == "java" else "")
            return stack.enter_context(running(command, environment))

        yield started


@pytest.fixture(params=FORMS, ids="-".join)
def form(request: pytest.FixtureRequest) -> tuple[str, str]:
    language, form = request.param
    return language, form


@pytest.fixture
def handler(runtimes: Runtimes, form: tuple[str, str]) -> Handler:
    language, shape = form
    return Handler(runtimes(language, "snap-start"), shape)


def about(milliseconds: int) -> object:
    """Of a clock in floating seconds, as Python's, the last millisecond is not sure."""
    return pytest.approx(milliseconds, abs=1)


def ping(**words: object) -> dict[str, Any]:
    return {"kickoff": {"ping": "w", "index": 3, "of": 40, "hold_until": 0} | words}


def test_a_ping_never_reaches_business_code(handler: Handler) -> None:
    assert handler(ping()).reached == []


def test_a_ping_is_answered_in_the_words_of_the_wire(handler: Handler) -> None:
    words = handler(ping(hold_until=BEGAN + 41)).words
    assert words.pop("container")
    assert words == {"first": True, "init": "snap-start", "idle_ms": None, "held_ms": about(41)}


def test_a_container_of_no_known_initialisation_is_on_demand(
    runtimes: Runtimes, form: tuple[str, str]
) -> None:
    language, shape = form
    assert Handler(runtimes(language, None), shape)(ping()).words["init"] == "on-demand"


def test_everything_else_reaches_business_code_untouched(handler: Handler) -> None:
    event = {"order": 7, "note": 'of "two" {braces] \\', "nested": [{"kickoff": {"ping": "w"}}]}
    told = handler(event)
    assert told.reached == [event]
    assert told.untouched
    assert told.answer == {"served": event}


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"kickoff": None},
        {"kickoff": "ping"},
        {"kickoff": 7},
        {"kickoff": []},
        {"kickoff": [{"ping": "w"}]},
        {"kickoff": {}},
        {"kickoff": {"index": 3}},
        {"kickoff": {"ping": None}},
        {"kickoff": {"ping": 7}},
        {"kickoff": {"ping": True}},
        {"kickoff": {"ping": ["w"]}},
        {"kickoff": {"ping": {"ping": "w"}}},
        {"kickoff": {"Ping": "w"}},
        {"kickoff": {"nested": {"ping": "w"}}},
        {"kickoff": {"note": '"ping":"w"'}},
        {"kickoff": '{"ping": "w"}'},
        {"Kickoff": {"ping": "w"}},
        {"kickoff": {"ping": "w"}, "Records": []},
        {"Records": [], "kickoff": {"ping": "w"}},
        {"body": '{"kickoff": {"ping": "w"}}'},
        {"body": {"kickoff": {"ping": "w"}}},
        {"note": '\\" {', "more": "}", "kickoff": {"ping": "w"}},
    ],
)
def test_what_is_not_exactly_a_ping_is_business(handler: Handler, event: object) -> None:
    told = handler(event)
    assert (told.reached, told.untouched, told.naps) == ([event], True, [])


# A Java handler of maps gets no other event: its runtime refuses it.
@pytest.mark.parametrize("form", [each for each in FORMS if each != ("java", "map")], indirect=True)
@pytest.mark.parametrize("event", [None, 7, "kickoff", '{"kickoff": {"ping": "w"}}', [ping()], []])
def test_an_event_need_not_be_an_object(handler: Handler, event: object) -> None:
    assert handler(event).reached == [event]


@pytest.mark.parametrize(
    "words",
    [
        {"ping": ""},
        {"ping": 'w"}}\\'},
        {"ping": "wé世"},
        {"note": 'a"b'},
        {"note": "a{b"},
        {"note": "a]b"},
        {"later": {"ping": 7, "list": [{}, []]}},
        {"list": ["ping", {"ping": None}]},
        {"deep": [[[[{"a": [[{}]]}]]]]},
    ],
)
def test_a_ping_may_have_words_not_yet_known(handler: Handler, words: dict[str, Any]) -> None:
    before, after = words | {"ping": "w"} | words, {"ping": "w"} | words
    assert handler({"kickoff": before}).reached == []
    assert handler({"kickoff": after}).reached == []


@pytest.mark.parametrize("space", [" ", "\n", " \t\r\n"])
def test_a_ping_may_be_written_with_spaces(handler: Handler, space: str) -> None:
    text = space.join(["", "{", '"kickoff"', ":", "{", '"ping"', ":", '"w"', "}", "}", ""])
    assert handler({"kickoff": {"ping": "w"}}, text=text).reached == []


def test_an_error_of_business_code_is_its_own(handler: Handler) -> None:
    told = handler({"fail": "no such price"})
    assert (told.error, told.answer) == ("no such price", None)


def test_a_container_keeps_its_name_and_is_new_only_once(handler: Handler) -> None:
    first, second = handler(ping()).words, handler(ping()).words
    assert first["container"] == second["container"]
    assert (first["first"], second["first"]) == (True, False)


def test_a_container_that_has_served_is_not_new(handler: Handler) -> None:
    handler({"order": 7})
    assert handler(ping()).words["first"] is False


def test_another_container_has_another_name(
    handler: Handler, runtimes: Runtimes, form: tuple[str, str]
) -> None:
    language, shape = form
    mine = handler(ping()).words["container"]
    assert Handler(runtimes(language, "snap-start"), shape)(ping()).words["container"] != mine


@pytest.mark.parametrize("language", NEEDS)
def test_a_container_has_no_name_before_its_first_invocation(
    runtimes: Runtimes, language: str
) -> None:
    """SnapStart clones memory as it is then: a name made earlier would be shared by all clones."""
    assert runtimes(language, "snap-start").ask({"ask": "names"}) == [0, 1, 1]


def test_idle_time_is_since_the_end_of_the_last_real_request(handler: Handler) -> None:
    handler({"order": 7, "takes": 90_000})
    told = handler(ping(hold_until=10**15), passes=312_000)
    assert told.words["idle_ms"] == about(312_000)


def test_a_ping_is_no_real_request(handler: Handler) -> None:
    assert handler(ping()).words["idle_ms"] is None
    assert handler(ping(hold_until=BEGAN + 100), passes=50).words["idle_ms"] is None
    handler({"order": 7})
    handler(ping(), passes=1_000)
    assert handler(ping(), passes=1_000).words["idle_ms"] == about(2_000)


def test_a_real_request_that_failed_was_one_too(handler: Handler) -> None:
    handler({"fail": "no such price"})
    assert handler(ping(), passes=5).words["idle_ms"] == about(5)


def test_a_clock_set_back_makes_no_negative_times(handler: Handler) -> None:
    handler({"order": 7})
    assert handler(ping(), passes=-3_000).words["idle_ms"] == 0


def test_it_answers_at_the_instant_asked_for(handler: Handler) -> None:
    told = handler(ping(hold_until=BEGAN + 1_000), passes=200)
    assert (told.words["held_ms"], told.naps) == (about(800), [about(800)])


@pytest.mark.parametrize("until", [BEGAN + 5_010, 10**15, 2**63, 10**30, 1e300, 1.8e12])
def test_a_hold_is_capped_whatever_the_payload_says(handler: Handler, until: float) -> None:
    told = handler(ping(hold_until=until))
    assert (told.words["held_ms"], told.naps) == (about(LONGEST_HOLD_MS), [LONGEST_HOLD_MS])


@pytest.mark.parametrize(
    "until",
    [BEGAN, 0, -1, 10**12, -(10**30), -1e300, None, "soon", str(BEGAN + 100), [], {}, True, False],
)
def test_past_or_garbage_is_no_hold(handler: Handler, until: object) -> None:
    told = handler(ping(hold_until=until))
    assert (told.words["held_ms"], told.naps) == (0, [])


def test_a_ping_without_an_instant_is_no_hold(handler: Handler) -> None:
    told = handler({"kickoff": {"ping": "w"}})
    assert (told.words["held_ms"], told.naps) == (0, [])


@pytest.mark.parametrize(("remaining", "naps"), [(3_000, [2_500]), (500, []), (400, []), (-5, [])])
def test_it_never_holds_its_function_into_a_timeout(
    handler: Handler, remaining: int, naps: list[int]
) -> None:
    assert handler(ping(hold_until=BEGAN + 60_000), remaining=remaining).naps == naps


def test_it_really_waits(runtimes: Runtimes, form: tuple[str, str]) -> None:
    """By the real clock, for the 120 ms that this function can spare."""
    language, shape = form
    handler = Handler(runtimes(language, "snap-start"), shape, real=True)
    assert handler(ping(hold_until=10**15), remaining=620).words["held_ms"] >= 119


@pytest.mark.parametrize("form", [("node", "async"), ("java", "map")], ids="-".join, indirect=True)
def test_pings_of_one_container_at_once_agree(runtimes: Runtimes, form: tuple[str, str]) -> None:
    """On Managed Instances a container of these languages takes several requests at a time."""
    answers = runtimes(form[0], "snap-start").ask({"ask": "together"})
    assert len({each["kickoff"]["container"] for each in answers}) == 1
    assert [each["kickoff"]["first"] for each in answers].count(True) == 1


@pytest.mark.parametrize("form", [("java", "stream")], ids="-".join, indirect=True)
def test_a_long_event_is_business_without_a_look_inside(handler: Handler) -> None:
    event = ping(note="x" * 4_096)
    told = handler(event)
    assert (told.reached, told.untouched) == ([event], True)
