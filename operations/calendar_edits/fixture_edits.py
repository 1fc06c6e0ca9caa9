"""The changes of a calendar for one fixture, as a new text of its file. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from kickoff.calendar import Calendar
from kickoff.calendar.loading.document import Data
from kickoff.calendar.model import times
from kickoff.calendar.model.file_keys import CalendarFile, DatedFixture
from kickoff.calendar.model.problems import Path, choices
from kickoff.calendar.model.status import Status
from kickoff.timeline import Fixture, Key
from operations.calendar_edits.yaml_text import EditError, append, put, read

_CLOCK = re.compile(r"\d?\d:\d\d")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class CalendarText:
    """The text of a calendar's file, and the valid calendar that was read from it."""

    text: str
    calendar: Calendar
    now: datetime

    def coming(self) -> list[Fixture]:
        """Return the scheduled fixtures whose windows are not over, by opening."""
        return self.calendar.fixtures(self.now, max(self.calendar.span()[1], self.now))

    def entries(self) -> tuple[DatedFixture, ...]:
        """Return the entries under `fixtures`."""
        return CalendarFile.model_validate(read(self.text)).fixtures

    def local(self, at: datetime) -> datetime:
        """Return a local time of the calendar; a written kick-off may have no offset."""
        return at.astimezone(self.calendar.zone) if at.tzinfo else at


@dataclass(frozen=True, slots=True)
class FixtureEdit:
    """The new text, and a sentence for people.

    `origin` is the entry that changed, `kickoff` its kick-off as it is written; none if cancelled.
    """

    text: str
    summary: str
    origin: Path
    kickoff: str | None = None


def add(  # noqa: PLR0913 (the keys of a fixture)
    calendar: CalendarText, name: str, when: str, *, profile: str, scale: float, lasts: str | None
) -> FixtureEdit:
    """Add a fixture. `when` is a local time of today, or a date and a time.

    Raises:
        EditError: the time is not valid, the fixture exists, or the text cannot be changed.
    """
    kickoff = _kickoff(when, calendar.local(calendar.now).date())
    entries = calendar.entries()
    for each in entries:
        if _is_same(each.name, name) and each.status is not Status.SCHEDULED:
            raise EditError(
                f"{each.name} is {each.status} in the calendar: kickoff move {each.name!r} "
                f"{kickoff!r} schedules it again"
            )
    moment = calendar.local(datetime.fromisoformat(kickoff)).replace(tzinfo=None)
    for found in calendar.coming():
        if _is_same(found.name, name) and calendar.local(found.kickoff).replace(tzinfo=None) == (
            moment
        ):
            raise EditError(f"{found.name} at {kickoff} is in the calendar already")
    entry: dict[str, Data] = {"name": name, "kickoff": kickoff, "profile": profile}
    if scale != 1:
        entry["scale"] = int(scale) if scale == int(scale) else scale
    if lasts:
        entry["lasts"] = lasts
    text = append(calendar.text, ("fixtures",), entry)
    summary = f"add {name}, {kickoff}, {profile}"
    return FixtureEdit(text, summary, ("fixtures", len(entries)), kickoff)


def boost(calendar: CalendarText, key: Key, *, level: int, lasts: str) -> FixtureEdit:
    """Set the least level of a dimension from this minute on.

    Raises:
        EditError: the duration is not valid, the level is there already, or the text cannot be
            changed.
    """
    until, named = calendar.now + _duration(lasts), ".".join(key)
    steps = calendar.calendar.steps(calendar.now, until)
    lowest = min((each.level.value for each in steps if each.key == key), default=0)
    if lowest >= level:
        raise EditError(
            f"{named} is at {lowest:,} or more for the next {lasts} already, so a boost to "
            f"{level:,} would change nothing"
        )
    name = f"boost {named}"
    index, _, unit = key.dimension.rpartition(".")
    amount: dict[str, Data] = {unit: level}
    kickoff = _written(calendar.now, calendar.calendar.zone)
    entry: dict[str, Data] = {
        "name": name,
        "kickoff": kickoff,
        "lasts": lasts,
        "level": {key.target: {"indexes": {index: amount}} if index else amount},
    }
    text = append(calendar.text, ("fixtures",), entry)
    summary = f"{name} to at least {level:,} for {lasts}"
    return FixtureEdit(text, summary, ("fixtures", len(calendar.entries())), kickoff)


def move(calendar: CalendarText, name: str, when: str, on: str | None) -> FixtureEdit:
    """Change the kick-off of a fixture. A postponed or cancelled one is scheduled again.

    `when` is a local time of the same day, or a date and a time. `on` is the day of the fixture,
    or its kick-off, where several have the name.

    Raises:
        EditError: no such fixture, or one of a rule or a feed; or the text cannot be changed.
    """
    index, entry = _dated(calendar, name, on)
    local = calendar.local(entry.kickoff)
    kickoff = _kickoff(when, local.date())
    origin: Path = ("fixtures", index)
    text = put(calendar.text, (*origin, "kickoff"), kickoff)
    if entry.status is not Status.SCHEDULED:
        text = put(text, (*origin, "status"), str(Status.SCHEDULED))
    summary = f"move {entry.name} from {local:%Y-%m-%d %H:%M} to {kickoff}"
    return FixtureEdit(text, summary, origin, kickoff)


def cancel(calendar: CalendarText, name: str, on: str | None) -> FixtureEdit:
    """Cancel a fixture; for a rule, the day is left out. `on` as in `move`.

    Raises:
        EditError: no such fixture, or one of a feed; or the text cannot be changed.
    """
    found = _one(calendar, name, on, calendar.coming())
    section, index, *_ = found.origin
    kickoff = calendar.local(found.kickoff)
    summary = f"cancel {found.name}, {kickoff:%Y-%m-%d %H:%M}"
    match section:
        case "fixtures":
            text = put(calendar.text, (section, index, "status"), str(Status.CANCELLED))
        case "recurring":
            rule = CalendarFile.model_validate(read(calendar.text)).recurring[int(index)]
            day = found.kickoff.astimezone(rule.timezone or calendar.calendar.zone).date()
            text = append(calendar.text, (section, index, "except"), str(day))
        case _:
            raise EditError(_of_a_feed(found))
    return FixtureEdit(text, summary, (str(section), index))


def _dated(calendar: CalendarText, name: str, on: str | None) -> tuple[int, DatedFixture]:
    """Return the entry to move: coming, or not scheduled."""
    coming = calendar.coming()
    origins = {each.origin for each in coming}
    found = [
        (index, each)
        for index, each in enumerate(calendar.entries())
        if _is_same(each.name, name)
        and (("fixtures", index) in origins or each.status is not Status.SCHEDULED)
        and _is_on(calendar.local(each.kickoff), on)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        kickoffs = [calendar.local(each.kickoff) for _, each in found]
        raise EditError(_several(name, kickoffs, on))
    other = _one(calendar, name, on, coming)
    if other.by_feed:
        raise EditError(_of_a_feed(other))
    local = calendar.local(other.kickoff)
    raise EditError(
        f"{other.name} is made by a rule under recurring: kickoff cancel {other.name!r} "
        f"--on {local:%Y-%m-%d}, then kickoff add it with its new time"
    )


def _one(calendar: CalendarText, name: str, on: str | None, fixtures: list[Fixture]) -> Fixture:
    named = [each for each in fixtures if _is_same(each.name, name)]
    found = [each for each in named if _is_on(calendar.local(each.kickoff), on)]
    if not found:
        day = f" on {on}" if on else ""
        known = {each.name for each in fixtures}
        raise EditError(f"no coming fixture {name!r}{day}{choices(name, known)}")
    if len(found) > 1:
        raise EditError(_several(name, [calendar.local(each.kickoff) for each in found], on))
    return found[0]


def _several(name: str, kickoffs: list[datetime], on: str | None) -> str:
    shown = ", ".join(f"'{each:%Y-%m-%d %H:%M}'" for each in kickoffs[:_SHOWN])
    more = f" and {len(kickoffs) - _SHOWN} more" if len(kickoffs) > _SHOWN else ""
    remedy = (
        "give --on with its kick-off"
        if on != f"{kickoffs[0]:%Y-%m-%d %H:%M}"
        else ("they start at the same time, so change the calendar by hand")
    )
    return f"{len(kickoffs)} fixtures have the name {name!r}: {shown}{more}; {remedy}"


def _of_a_feed(found: Fixture) -> str:
    return (
        f"{found.name} comes from a feed ({found.entry}): its publisher changes it. To leave it "
        "out, add a rule with leave_out under calendars; to replace it, kickoff add it as well"
    )


def _is_same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _is_on(local: datetime, on: str | None) -> bool:
    return on is None or f"{local:%Y-%m-%d %H:%M}".startswith(on.replace("T", " "))


def _kickoff(when: str, day: date) -> str:
    """Return a kick-off as the calendar writes it."""
    text = f"{day} {when.rjust(5, '0')}" if _CLOCK.fullmatch(when) else when.replace("T", " ")
    try:
        times.kickoff(text)
    except PydanticCustomError:
        raise EditError(
            f"{when!r} is not a kick-off; write 19:45, '2026-12-05 19:45', or with an offset "
            "'2026-12-05 19:45Z'"
        ) from None
    return text


def _duration(text: str) -> timedelta:
    try:
        return times.duration(text)
    except PydanticCustomError as error:
        raise EditError(f"--for {text!r}: {error.message()}") from None


def _written(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant as a local time; as UTC where the local time exists twice."""
    local = at.astimezone(zone)
    return (
        f"{at.astimezone(UTC):%Y-%m-%d %H:%M}Z"
        if times.repeats(local)
        else f"{local:%Y-%m-%d %H:%M}"
    )
