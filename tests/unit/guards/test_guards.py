"""The behaviour of the guards, the same in each language and tested in its own runtime."""

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
    """Return the runtime of a language, with an initialisation type."""

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
    """Allow one millisecond of rounding: Python's clock counts in floating seconds."""
    return pytest.approx(milliseconds, abs=1)


def ping(**words: object) -> dict[str, Any]:
    return {"kickoff": {"ping": "w", "index": 3, "of": 40, "hold_until": 0} | words}


def test_a_ping_never_reaches_business_code(handler: Handler) -> None:
    assert handler(ping()).reached == []


def test_a_ping_is_answered_with_the_fields_of_the_protocol(handler: Handler) -> None:
    words = handler(ping(hold_until=BEGAN + 41)).words
    assert words.pop("container")
    assert words.pop("idle_ms", None) is None  # AWS's Java serializer drops nulls
    assert words == {"first": True, "init": "snap-start", "held_ms": about(41)}


def test_a_container_without_an_initialisation_type_is_on_demand(
    runtimes: Runtimes, form: tuple[str, str]
) -> None:
    language, shape = form
    assert Handler(runtimes(language, None), shape)(ping()).words["init"] == "on-demand"


def test_other_events_reach_business_code_unchanged(handler: Handler) -> None:
    event = {"order": 7, "note": 'of "two" {braces] \\', "nested": [{"kickoff": {"ping": "w"}}]}
    result = handler(event)
    assert result.reached == [event]
    assert result.untouched
    assert result.answer == {"served": event}


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
def test_an_event_that_is_not_exactly_a_ping_reaches_business_code(
    handler: Handler, event: object
) -> None:
    result = handler(event)
    assert (result.reached, result.untouched, result.naps) == ([event], True, [])


# Java's runtime passes only objects to a handler of maps.
@pytest.mark.parametrize("form", [each for each in FORMS if each != ("java", "map")], indirect=True)
@pytest.mark.parametrize("event", [None, 7, "kickoff", '{"kickoff": {"ping": "w"}}', [ping()], []])
def test_an_event_that_is_not_an_object_reaches_business_code(
    handler: Handler, event: object
) -> None:
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
def test_a_ping_may_have_unknown_fields(handler: Handler, words: dict[str, Any]) -> None:
    before, after = words | {"ping": "w"} | words, {"ping": "w"} | words
    assert handler({"kickoff": before}).reached == []
    assert handler({"kickoff": after}).reached == []


@pytest.mark.parametrize("space", [" ", "\n", " \t\r\n"])
def test_a_ping_may_contain_white_space(handler: Handler, space: str) -> None:
    text = space.join(["", "{", '"kickoff"', ":", "{", '"ping"', ":", '"w"', "}", "}", ""])
    assert handler({"kickoff": {"ping": "w"}}, text=text).reached == []


def test_an_error_of_business_code_is_passed_on(handler: Handler) -> None:
    result = handler({"fail": "no such price"})
    assert (result.error, result.answer) == ("no such price", None)


def test_a_container_keeps_its_name_and_is_new_only_once(handler: Handler) -> None:
    first, second = handler(ping()).words, handler(ping()).words
    assert first["container"] == second["container"]
    assert (first["first"], second["first"]) == (True, False)


def test_a_container_that_has_served_is_not_new(handler: Handler) -> None:
    handler({"order": 7})
    assert handler(ping()).words["first"] is False


def test_two_containers_have_different_names(
    handler: Handler, runtimes: Runtimes, form: tuple[str, str]
) -> None:
    language, shape = form
    mine = handler(ping()).words["container"]
    assert Handler(runtimes(language, "snap-start"), shape)(ping()).words["container"] != mine


@pytest.mark.parametrize("language", NEEDS)
def test_a_container_has_no_name_before_its_first_ping(runtimes: Runtimes, language: str) -> None:
    """SnapStart clones memory: all clones would share a name made by business code before it."""
    assert runtimes(language, "snap-start").ask({"ask": "names"}) == [0, 0, 1, 1]


def test_idle_time_starts_at_the_end_of_the_last_real_request(handler: Handler) -> None:
    handler({"order": 7, "takes": 90_000})
    result = handler(ping(hold_until=10**15), passes=312_000)
    assert result.words["idle_ms"] == about(312_000)


def test_a_ping_does_not_count_as_a_real_request(handler: Handler) -> None:
    assert handler(ping()).words.get("idle_ms") is None
    assert handler(ping(hold_until=BEGAN + 100), passes=50).words.get("idle_ms") is None
    handler({"order": 7})
    handler(ping(), passes=1_000)
    assert handler(ping(), passes=1_000).words["idle_ms"] == about(2_000)


def test_a_failed_request_counts_as_a_real_request(handler: Handler) -> None:
    handler({"fail": "no such price"})
    assert handler(ping(), passes=5).words["idle_ms"] == about(5)


def test_a_clock_set_back_makes_no_negative_times(handler: Handler) -> None:
    handler({"order": 7})
    assert handler(ping(), passes=-3_000).words["idle_ms"] == 0


def test_the_guard_answers_at_the_requested_instant(handler: Handler) -> None:
    result = handler(ping(hold_until=BEGAN + 1_000), passes=200)
    assert (result.words["held_ms"], result.naps) == (about(800), [about(800)])


@pytest.mark.parametrize("until", [BEGAN + 5_010, 10**15, 2**63, 10**30, 1e300, 1.8e12])
def test_a_hold_is_capped_whatever_the_payload_says(handler: Handler, until: float) -> None:
    result = handler(ping(hold_until=until))
    assert (result.words["held_ms"], result.naps) == (about(LONGEST_HOLD_MS), [LONGEST_HOLD_MS])


@pytest.mark.parametrize(
    "until",
    [BEGAN, 0, -1, 10**12, -(10**30), -1e300, None, "soon", str(BEGAN + 100), [], {}, True, False],
)
def test_a_past_or_invalid_instant_is_not_held(handler: Handler, until: object) -> None:
    result = handler(ping(hold_until=until))
    assert (result.words["held_ms"], result.naps) == (0, [])


def test_a_ping_without_an_instant_is_not_held(handler: Handler) -> None:
    result = handler({"kickoff": {"ping": "w"}})
    assert (result.words["held_ms"], result.naps) == (0, [])


@pytest.mark.parametrize(("remaining", "naps"), [(3_000, [2_500]), (500, []), (400, []), (-5, [])])
def test_a_hold_ends_before_the_functions_timeout(
    handler: Handler, remaining: int, naps: list[int]
) -> None:
    assert handler(ping(hold_until=BEGAN + 60_000), remaining=remaining).naps == naps


def test_the_guard_waits_by_the_real_clock(runtimes: Runtimes, form: tuple[str, str]) -> None:
    """The function has 620 ms left, so the guard holds for 120 ms."""
    language, shape = form
    handler = Handler(runtimes(language, "snap-start"), shape, real=True)
    assert handler(ping(hold_until=10**15), remaining=620).words["held_ms"] >= 119


@pytest.mark.parametrize("form", [("node", "async"), ("java", "map")], ids="-".join, indirect=True)
def test_simultaneous_pings_of_one_container_agree(
    runtimes: Runtimes, form: tuple[str, str]
) -> None:
    """On Managed Instances a Node or Java container takes several requests at a time."""
    answers = runtimes(form[0], "snap-start").ask({"ask": "together"})
    assert len({each["kickoff"]["container"] for each in answers}) == 1
    assert [each["kickoff"]["first"] for each in answers].count(True) == 1


@pytest.mark.parametrize("form", [("java", "stream")], ids="-".join, indirect=True)
def test_a_long_event_reaches_business_code_unread(handler: Handler) -> None:
    event = ping(note="x" * 4_096)
    result = handler(event)
    assert (result.reached, result.untouched) == ([event], True)


@pytest.fixture
def primed(runtimes: Runtimes, form: tuple[str, str]) -> Callable[..., Handler]:
    """Return a function that makes a handler with a prime."""
    language, shape = form

    def handler(prime: str, *, real: bool = False) -> Handler:
        return Handler(runtimes(language, "snap-start"), shape, prime=prime, real=real)

    return handler


def test_a_prime_runs_once_in_a_container_at_its_first_ping(
    primed: Callable[..., Handler],
) -> None:
    handler = primed("opens")
    assert handler({"order": 7}).primed == []
    assert handler(ping(), remaining=9_000).primed == [True]
    assert handler(ping()).primed == []


def test_a_prime_that_works_is_not_mentioned(primed: Callable[..., Handler]) -> None:
    result = primed("opens")(ping())
    assert ("prime_error" in result.words, result.logged) == (False, "")


def test_a_ping_is_answered_after_the_prime(primed: Callable[..., Handler]) -> None:
    assert primed("slow", real=True)(ping()).primed == [True]


def test_a_prime_runs_inside_the_hold(primed: Callable[..., Handler]) -> None:
    result = primed("opens")(ping(hold_until=BEGAN + 1_000))
    assert (result.naps, result.words["held_ms"]) == ([about(700)], about(1_000))


def test_a_prime_longer_than_the_hold_is_not_followed_by_a_wait(
    primed: Callable[..., Handler],
) -> None:
    result = primed("opens")(ping(hold_until=BEGAN + 200))
    assert (result.naps, result.words["held_ms"]) == ([], about(200))


def test_a_failed_prime_is_reported_and_logged_once_and_never_raised(
    primed: Callable[..., Handler],
) -> None:
    handler = primed("fails")
    result = handler(ping(hold_until=BEGAN + 40))
    assert 'no "route" to\nthe database' in result.words["prime_error"]
    assert 'no "route" to\nthe database' in result.logged
    assert result.words["held_ms"] == about(40)
    again = handler(ping())
    assert ("prime_error" in again.words, again.logged, again.error) == (False, "", None)
    assert handler({"order": 7}).answer == {"served": {"order": 7}}


def test_a_prime_that_hangs_ends_before_the_functions_timeout(
    primed: Callable[..., Handler],
) -> None:
    handler = primed("hangs", real=True)
    result = handler(ping(), remaining=620)
    assert "still running after 120 ms" in result.words["prime_error"]
    assert "still running after 120 ms" in result.logged
    assert handler({"order": 7}).answer == {"served": {"order": 7}}


@pytest.mark.parametrize("form", [("java", "map")], ids="-".join, indirect=True)
def test_a_restored_container_forgets_what_happened_before_the_snapshot(
    runtimes: Runtimes, form: tuple[str, str]
) -> None:
    """A user's own hook may ping the handler before the snapshot, which all containers share."""
    answers = [each["kickoff"] for each in runtimes(form[0], "snap-start").ask({"ask": "restored"})]
    assert answers[0]["container"] == answers[1]["container"]
    assert answers[1]["container"] != answers[2]["container"] == answers[3]["container"]
    assert [each["first"] for each in answers] == [True, False, True, False]
    assert answers[2].get("idle_ms") is None
