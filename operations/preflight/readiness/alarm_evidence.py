"""Evidence of the stack's alarms: they exist, reach somebody, and none rings."""

from collections.abc import Iterator, Mapping

from kickoff.calendar import Calendar
from kickoff.outcome import Outcome
from operations.preflight.readiness.evidence import Evidence, EvidenceState
from operations.preflight.readiness.stack_evidence import UNREAD
from operations.preflight.stack_facts import (
    FEED_ALARMS,
    NEEDED_ALARMS,
    StackAlarm,
    StackFacts,
    TopicSubscriptions,
)

_ALARMS, _READERS = "alarms", "alarms' readers"
_ENABLE = "aws cloudwatch enable-alarm-actions --alarm-names NAME"
_CONFIRM = "open the mail of AWS Notifications to that address, and confirm"
_NO_OUTPUTS = "name the stack with --stack NAME; a stack of an older kickoff needs make deploy"
_SHOWN = 5


def alarm_evidence(facts: StackFacts, calendar: Calendar) -> Iterator[Evidence]:
    """Yield the state of the alarms, and of the subscriptions to their topic."""
    match facts.alarms:
        case None:
            yield Evidence(_ALARMS, EvidenceState.UNKNOWN, "no stack is named", _NO_OUTPUTS)
        case Outcome() as failed:
            yield Evidence(_ALARMS, EvidenceState.UNKNOWN, failed.message, UNREAD)
        case alarms:
            expected = NEEDED_ALARMS + (FEED_ALARMS if calendar.published else ())
            bad = list(_faults(alarms, expected))
            yield from bad
            if not bad:
                yield _quiet(alarms)
    match facts.subscriptions:
        case None:
            found = "the stack names no topic"
            yield Evidence(_READERS, EvidenceState.UNKNOWN, found, _NO_OUTPUTS)
        case Outcome() as failed:
            yield Evidence(_READERS, EvidenceState.UNKNOWN, failed.message, UNREAD)
        case subscriptions:
            yield _readers(subscriptions)


def _faults(alarms: Mapping[str, StackAlarm], expected: tuple[str, ...]) -> Iterator[Evidence]:
    """Yield each kind of fault once, with the names of its alarms."""
    faults = (
        ("missing", [name for name in expected if name not in alarms], "make deploy"),
        ("disabled", [name for name, each in alarms.items() if not each.enabled], _ENABLE),
        (
            "without the stack's topic",
            [name for name, each in alarms.items() if not each.notifies],
            "make deploy",
        ),
        (
            "ringing",
            [name for name, each in alarms.items() if each.rings],
            "docs/operations.md has a section for each alarm",
        ),
    )
    for fault, names, remedy in faults:
        if names:
            yield Evidence(_ALARMS, EvidenceState.BAD, f"{fault}: {', '.join(names)}", remedy)


def _quiet(alarms: Mapping[str, StackAlarm]) -> Evidence:
    """Return the evidence of alarms that do not ring; one without data could not ring yet."""
    waiting = sum(not each.judged for each in alarms.values())
    if not waiting:
        return Evidence(_ALARMS, EvidenceState.GOOD, f"{len(alarms)}, none rings")
    found = f"{len(alarms)}, none rings; {waiting} without data yet"
    return Evidence(_ALARMS, EvidenceState.NOTE, found, "CloudWatch judges them within minutes")


def _readers(found: TopicSubscriptions) -> Evidence:
    waiting = f"not confirmed: {', '.join(found.pending[:_SHOWN])}" if found.pending else ""
    if found.confirmed and not waiting:
        return Evidence(_READERS, EvidenceState.GOOD, f"{found.confirmed} confirmed")
    if found.confirmed:
        text = f"{found.confirmed} confirmed; {waiting}"
        return Evidence(_READERS, EvidenceState.NOTE, text, _CONFIRM)
    if waiting:
        return Evidence(_READERS, EvidenceState.BAD, waiting, _CONFIRM)
    nobody = "nobody subscribes to the topic of the alarms"
    return Evidence(_READERS, EvidenceState.BAD, nobody, "make deploy ALARM_EMAIL=you@example.com")
