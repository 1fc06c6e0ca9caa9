"""Evidence of the deployed stack: calendar, ticks, orders, and changes by people."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kickoff.outcome import Outcome
from kickoff.timeline import Fixture
from operations.change_log import CalendarChange, short
from operations.preflight.readiness.evidence import Evidence, EvidenceState
from operations.preflight.readiness.first_tick import FIRST_TICK_WITHIN, WAIT
from operations.preflight.readiness.inputs import ReadinessInput
from operations.preflight.readiness.words import lasting, near
from operations.preflight.stack_facts import Heartbeat, StackFacts

# The alarm Silent rings after as long.
SILENT_AFTER = timedelta(minutes=5)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_SHOWN = 5
_DEPLOY = "make deploy, or kickoff push, gives it to the functions"
UNREAD = "allow the call or try again; until it is read this is unknown"


def calendar_evidence(inputs: ReadinessInput, fixture: Fixture) -> Iterator[Evidence]:
    """Yield the state of the calendar: here, in the functions, and its feeds.

    Only a tick that is not silent shows the calendar of the functions.
    """
    calendar, problem = inputs.calendar, inputs.problem
    beats = {
        name: beat
        for name, beat in inputs.stack.heartbeats.items()
        if isinstance(beat, Heartbeat) and _is_ticking(beat, inputs.now)
    }
    broken = [name for name, beat in beats.items() if beat.broken]
    remedy = "kickoff validate has each problem; the last good version is in force"
    if problem is not None:
        yield Evidence("calendar", EvidenceState.BAD, problem, remedy)
    elif broken:
        found = f"the {' and the '.join(broken)} cannot use the newest version"
        yield Evidence("calendar", EvidenceState.BAD, found, remedy)
    elif calendar.unfetched:
        found = f"{len(calendar.unfetched)} feeds are not fetched yet: {calendar.unfetched[0]}"
        yield Evidence("calendar", EvidenceState.BAD, found, "kickoff feed refresh fetches them")
    elif inputs.beside is not None:
        found = f"valid in {inputs.beside}; no tick shows that the functions use it"
        remedy = _DEPLOY if beats else "see the lines of the ticks"
        yield Evidence("calendar", EvidenceState.UNKNOWN, found, remedy)
    elif not beats:
        found = "valid here; no tick shows that the functions use it"
        yield Evidence("calendar", EvidenceState.UNKNOWN, found, "see the lines of the ticks")
    else:
        found = f"valid, in use by the {' and the '.join(beats)}"
        yield Evidence("calendar", EvidenceState.GOOD, found)
    day = fixture.kickoff.date()
    left_out = [each for each in calendar.feed_problems if each.concerns(day, day)]
    if left_out:
        found = f"{len(left_out)} entries of feeds are left out on that day"
        yield Evidence("feeds", EvidenceState.NOTE, found, "kickoff validate has their lines")


def tick_evidence(
    heartbeats: Mapping[str, Heartbeat | Outcome],
    applications: Collection[str],
    now: datetime,
    created: datetime | None = None,
) -> Iterator[Evidence]:
    """Yield the heartbeat of each application that is needed.

    `created`: the creation of the stack, if it is known. It may be after `now`, a whole minute.
    """
    age = _HOUR if created is None else max(now - created, timedelta(0))
    for name in applications:
        subject, beat = f"{name} ticks", heartbeats.get(name)
        if beat is None or isinstance(beat, Outcome):
            found = beat.message if beat else "not read"
            yield Evidence(subject, EvidenceState.UNKNOWN, found, UNREAD)
            continue
        silent = _silence(beat, now)
        if silent is not None and silent <= SILENT_AFTER:
            ago = max(silent, timedelta(0))
            yield Evidence(subject, EvidenceState.GOOD, f"the last one {lasting(ago)} ago")
            continue
        if silent is None and age < FIRST_TICK_WITHIN:
            found = f"none yet: the stack was created {lasting(age)} ago"
            yield Evidence(subject, EvidenceState.UNKNOWN, found, WAIT)
            continue
        since = f"for {lasting(silent)}" if silent is not None else _since(age)
        verb = "prescale" if name == "prescaler" else "warm"
        remedy = f"docs/operations.md#silent; meanwhile kickoff {verb} does the same from here"
        yield Evidence(subject, EvidenceState.BAD, f"none {since}", remedy)


def _since(age: timedelta) -> str:
    """Return the time in which a stack of this age has not ticked; an hour is read at most."""
    return "in the last hour" if age >= _HOUR else f"since the stack was created {lasting(age)} ago"


def _is_ticking(beat: Heartbeat, now: datetime) -> bool:
    silent = _silence(beat, now)
    return silent is not None and silent <= SILENT_AFTER


def _silence(beat: Heartbeat, now: datetime) -> timedelta | None:
    """Return the time since the last minute with a tick; None without one in the last hour.

    That minute is counted from its start, and is not over before its end.
    """
    return None if beat.last is None else now - beat.last - _MINUTE


def order_evidence(
    facts: StackFacts, begins: datetime, now: datetime, zone: ZoneInfo
) -> Iterator[Evidence]:
    """Yield a person's stop or pause, and leases that cannot be read.

    `begins` is the instant of the first raise. A pause that ends before it does no harm.
    """
    leases = facts.leases
    if leases.away is not None:
        yield Evidence("stop, pause, leases", EvidenceState.UNKNOWN, leases.away.message, UNREAD)
        return
    if leases.unreadable:
        found = f"{len(leases.unreadable)} cannot be read: raised, but never lowered"
        first = next(iter(leases.unreadable.values())).message
        yield Evidence("leases", EvidenceState.NOTE, found, first)
    order = leases.pause(now)
    if order is None:
        yield Evidence("stop, pause", EvidenceState.GOOD, "none")
        return
    word = "stopped" if order.stops_all else "paused"
    until = f" until {near(order.until, now, zone)}" if order.until else ""
    harms = order.covers(begins)
    state = EvidenceState.BAD if harms else EvidenceState.NOTE
    found = f"{word} by {order.by}{until}"
    yield Evidence("stop, pause", state, found, f"{order.ends_with} ends it")


def change_evidence(
    facts: StackFacts, since: Fixture | None, now: datetime, zone: ZoneInfo
) -> Iterator[Evidence]:
    """Yield the changes of the calendar by people since the fixture before."""
    if isinstance(facts.changes, Outcome):
        yield Evidence("changes", EvidenceState.UNKNOWN, facts.changes.message, UNREAD)
        return
    made = [each for each in facts.changes if since is None or each.at >= since.kickoff]
    last = f" since {since.name}" if since else ""
    if not made:
        text = f"no command changed the calendar{last}"
        yield Evidence("changes", EvidenceState.GOOD, text)
        return
    for each in made[::-1][:_SHOWN]:
        yield Evidence("changes", EvidenceState.NOTE, _change(each, now, zone))
    if len(made) > _SHOWN:
        text = f"and {len(made) - _SHOWN} more{last}"
        yield Evidence("changes", EvidenceState.NOTE, text, "kickoff history lists them")


def _change(change: CalendarChange, now: datetime, zone: ZoneInfo) -> str:
    undone = " (undone)" if change.undone else ""
    why = f": {change.why}" if change.why else ""
    return f"{near(change.at, now, zone)} {short(change.by)} {change.what}{undone}{why}"


def fixture_before(fixture: Fixture, fixtures: Sequence[Fixture]) -> Fixture | None:
    """Return the last fixture with an earlier kick-off; boosts are none."""
    earlier = [each for each in fixtures if each.kickoff < fixture.kickoff and not each.sets_level]
    return max(earlier, key=lambda each: each.kickoff, default=None)
