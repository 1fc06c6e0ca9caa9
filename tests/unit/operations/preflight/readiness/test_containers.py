"""The containers of a warmed function: a guard that answers, then waves that are counted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kickoff.calendar.model.pings import PingSchedule
from kickoff.outcome import Code, Outcome
from operations.preflight.readiness.containers import ContainerLink, container_evidence
from operations.preflight.readiness.evidence import Evidence
from operations.preflight.stack_facts import WarmWave
from tests.unit.operations.preflight.readiness.fixtures import (
    KICKOFF,
    MINUTE,
    OPENS,
    UTC_ZONE,
    match,
    need,
)

EVERY_FIVE = PingSchedule(timedelta(minutes=5))


def link(**changed: object) -> ContainerLink:
    """Return the link of a function that needs 40 containers at 11:40."""
    found = ContainerLink(match(), "pricing", (need(40),), EVERY_FIVE)
    return replace(found, **changed)  # type: ignore[arg-type]


def judged(found: ContainerLink, before: int) -> Evidence:
    """Return the evidence some minutes before kick-off."""
    return container_evidence(found, KICKOFF - before * MINUTE, UTC_ZONE)


def wave(before: int, distinct: int | None = 40, busy: int = 0, requested: int = 40) -> WarmWave:
    """Return a wave some minutes before kick-off."""
    return WarmWave(KICKOFF - before * MINUTE, requested, distinct, busy)


@pytest.mark.parametrize(
    ("given", "before", "state", "sentence"),
    [
        (link(), 180, "good", "its guard answers; 40 from 11:40"),
        (link(unproven=("7",)), 180, "unknown", "no guard of version 7 has answered yet"),
        (
            link(unproven=Outcome(Code.DENIED, "the version cannot be read")),
            180,
            "unknown",
            "the version cannot be read",
        ),
        (link(counted=False), 180, "good", "40 from 11:40; its guard names no container"),
        (
            link(wave=wave(182, 1, requested=2)),
            180,
            "note",
            "1 of 2 warm at 08:58; 40 from 11:40",
        ),
        (link(observes=True), 180, "bad", "mode: observe, so no ping is sent"),
        (link(provisioned=40), 180, "good", "40 provisioned, so it needs no ping"),
        (link(wave=wave(10)), 6, "good", "40 of 40 warm at 11:50"),
        (link(wave=wave(10, 38, 2)), 6, "good", "40 of 40 warm at 11:50, 2 of them busy"),
        (link(wave=wave(10, 30)), 6, "bad", "30 of 40 warm at 11:50"),
        (link(wave=wave(10, None)), 6, "bad", "0 of 40 warm at 11:50"),
        (
            link(wave=wave(10, None), counted=False),
            6,
            "good",
            "last wave 11:50; its guard names no container",
        ),
        (link(wave=wave(15)), 6, "bad", "the wave of 11:50 is not in the metrics"),
        (link(), 6, "bad", "the wave of 11:50 is not in the metrics"),
        (link(wave=Outcome(Code.DENIED, "denied")), 6, "unknown", "denied"),
    ],
)
def test_the_containers_of_a_function(
    given: ContainerLink, before: int, state: str, sentence: str
) -> None:
    evidence = judged(given, before)
    assert (evidence.state, evidence.found) == (state, sentence)


def test_the_containers_at_kickoff_stand_before_the_peak_with_the_next_match() -> None:
    both = need(10), need(20, KICKOFF + 87 * MINUTE, KICKOFF + 87 * MINUTE)
    assert judged(link(needs=both), 180).found == (
        "its guard answers; 10 from 11:40, peak 20 at 13:27"
    )


def test_the_first_wave_of_a_window_has_some_minutes_to_reach_cloudwatch() -> None:
    assert judged(link(), 18).found == "its guard answers; 40 from 11:40"
    assert judged(link(), 17).found == "the wave of 11:40 is not in the metrics"


def test_a_wave_a_week_later_is_not_searched_for() -> None:
    sundays = PingSchedule("0 6 * * SUN")
    later = link(every=sundays, needs=(need(40, OPENS),))
    assert judged(later, 6).found == "its guard answers; 40 from 11:40"
