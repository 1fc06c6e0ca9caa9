"""The fixtures of a list beside those of the calendar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kickoff.calendar import Calendar
from operations.imports.model import ImportedFixture

_AROUND = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class ListComparison:
    """The new fixtures of a list, and those in the calendar; `notes` describe differences."""

    new: tuple[ImportedFixture, ...]
    known: tuple[ImportedFixture, ...]
    notes: tuple[str, ...]


def localize(kickoff: datetime, zone: ZoneInfo) -> datetime:
    """Return the kick-off in a zone; a naive one is local time already."""
    return kickoff.astimezone(zone) if kickoff.tzinfo else kickoff.replace(tzinfo=zone)


def compare(
    fixtures: Sequence[ImportedFixture], calendar: Calendar, zone: ZoneInfo
) -> ListComparison:
    """Compare a list with the calendar by name and kick-off. `zone` is that of local times.

    A postponed or cancelled fixture is known by its name alone, as it has no window.
    """
    planned = _planned(calendar, [localize(each.kickoff, zone) for each in fixtures])
    called_off = {_key(each.name) for each in calendar.called_off}
    new, known, notes = [], [], []
    for fixture in fixtures:
        name = _key(fixture.name)
        kickoffs = planned.get(name, set())
        place = f"{fixture.place}: {fixture.name}"
        if localize(fixture.kickoff, zone).astimezone(UTC) in kickoffs:
            known.append(fixture)
            if fixture.status:
                notes.append(
                    f"{place} is {fixture.status} in the list and scheduled in the calendar; "
                    f"add status: {fixture.status} to its entry"
                )
        elif fixture.status and name in called_off:
            known.append(fixture)
        else:
            new.append(fixture)
            others = sorted(kickoffs)
            if others:
                local = others[0].astimezone(calendar.zone)
                notes.append(
                    f"{place} is also in the calendar, at {local:%Y-%m-%d %H:%M}; "
                    "remove that entry if the fixture has moved"
                )
            elif name in called_off:
                notes.append(
                    f"{place} is also in the calendar, as postponed or cancelled; "
                    "remove that entry if this is its new date"
                )
    return ListComparison(tuple(new), tuple(known), tuple(notes))


def _planned(calendar: Calendar, instants: Iterable[datetime]) -> dict[str, set[datetime]]:
    """Return the kick-offs of the calendar around the list, by name."""
    found: dict[str, set[datetime]] = {}
    instants = sorted(instants)
    if instants:
        first, last = instants[0] - _AROUND, instants[-1] + _AROUND
        for fixture in calendar.fixtures(first.astimezone(UTC), last.astimezone(UTC)):
            found.setdefault(_key(fixture.name), set()).add(fixture.kickoff)
    return found


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
