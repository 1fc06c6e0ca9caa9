"""Pure rules of versions: whose guard is asked first, and which are warmed again."""

import pytest

from kickoff.aws.place import Place
from kickoff.calendar import Guard
from warmer.model import (
    FunctionRef,
    Permit,
    PingCode,
    PingFormat,
    Warming,
    WarmingResult,
    WaveReport,
)
from warmer.plan.versions import KnownVersions, after_wave, has_moved, to_ask, with_answers

LIVE = FunctionRef("pricing", "live", Place())
WARMING = Warming("pricing", LIVE, 40)
PROVEN = KnownVersions(answered=("7",), warmed=("7",))


def by_number(number: str) -> FunctionRef:
    return FunctionRef("pricing", number, Place())


def report(versions: dict[str, int], *, inferred: bool = False) -> WaveReport:
    answered = sum(versions.values())
    return WaveReport(40, answered=answered, inferred=inferred, versions=versions)


def result(code: PingCode, found: WaveReport) -> WarmingResult:
    return WarmingResult(Permit(WARMING, 40), found, code, "")


def test_a_version_is_asked_until_its_guard_answers() -> None:
    assert to_ask(WARMING, ("7",), KnownVersions()) == (LIVE,)
    assert to_ask(WARMING, ("7",), PROVEN) == ()
    assert to_ask(WARMING, ("8",), PROVEN) == (LIVE,)


def test_only_the_unproven_version_of_a_weighted_alias_is_asked_by_its_number() -> None:
    assert to_ask(WARMING, ("7", "8"), PROVEN) == (by_number("8"),)
    assert to_ask(WARMING, ("7", "8"), KnownVersions()) == (by_number("7"), by_number("8"))


@pytest.mark.parametrize(
    "trusted", [PingFormat(guard) for guard in Guard if guard is not Guard.KICKOFF]
)
def test_guards_of_others_are_not_asked(trusted: PingFormat) -> None:
    assert to_ask(Warming("pricing", LIVE, 40, (), trusted), ("7",), KnownVersions()) == ()


def test_an_answer_without_a_guard_takes_the_mark_away() -> None:
    assert with_answers(PROVEN, ("7",), report({"7": 3}, inferred=True)).answered == ()
    assert with_answers(PROVEN, ("7",), report({"7": 3})) == PROVEN


def test_the_version_that_ran_counts_and_not_the_version_that_was_read() -> None:
    assert with_answers(PROVEN, ("7",), report({"8": 3})).answered == ("7", "8")
    unread = with_answers(KnownVersions(), ("live",), report({"8": 3}))
    assert to_ask(WARMING, ("live",), unread) == (LIVE,)


def test_a_change_of_latest_is_another_version() -> None:
    before, after = "$LATEST 2026-11-01", "$LATEST 2026-11-02"
    known = with_answers(KnownVersions(), (before,), report({"$LATEST": 3}))
    assert to_ask(WARMING, (before,), known) == ()
    assert to_ask(WARMING, (after,), known) == (LIVE,)


def test_an_alias_has_moved_if_no_wave_warmed_one_of_its_versions() -> None:
    assert not has_moved(("7",), KnownVersions())
    assert not has_moved(("7",), PROVEN)
    assert has_moved(("7", "8"), PROVEN)
    assert not has_moved(("7",), KnownVersions(warmed=("7", "8")))


@pytest.mark.parametrize(
    ("code", "answers", "warmed"),
    [
        (PingCode.OK, 40, ("8",)),
        (PingCode.UNGUARDED, 1, ("8",)),
        (PingCode.MISCONFIGURED, 0, ("8",)),
        (PingCode.THROTTLED, 4, ("8",)),
        (PingCode.THROTTLED, 0, ("7",)),
        (PingCode.NOT_READY, 0, ("7",)),
        (PingCode.BROKEN, 0, ("7",)),
    ],
)
def test_a_failure_that_may_pass_is_followed_by_another_wave_in_the_next_minute(
    code: PingCode, answers: int, warmed: tuple[str, ...]
) -> None:
    found = report({"8": answers} if answers else {})
    assert after_wave(PROVEN, ("8",), result(code, found)).warmed == warmed
