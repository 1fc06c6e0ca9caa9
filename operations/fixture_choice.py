"""The choice of a fixture: by its name, or the next one. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kickoff.calendar import Calendar
from kickoff.calendar.model.problems import choices
from kickoff.calendar.model.status import Status
from kickoff.timeline import Fixture
from operations.terminal import format_local_time


class FixtureChoiceError(ValueError):
    """No fixture can be chosen; the message says which ones there are."""


@dataclass(frozen=True, slots=True)
class ChosenFixture:
    """The chosen fixture; `others` would fit as well.

    They have the same name and a later kick-off, or, without a name, the same kick-off.
    """

    fixture: Fixture
    others: tuple[Fixture, ...] = ()


def with_name(name: str, fixtures: Sequence[Fixture]) -> list[Fixture]:
    """Return the fixtures with a name; case is ignored unless a name fits exactly."""
    exactly = [each for each in fixtures if each.name == name]
    return exactly or [each for each in fixtures if each.name.casefold() == name.casefold()]


def choose_fixture(
    calendar: Calendar, now: datetime, name: str | None = None, on: str | None = None
) -> ChosenFixture:
    """Return the next fixture with a name, or the next one of all; an open window counts.

    `on` is the start of a local kick-off, such as 2026-12-05 or 2026-12-05 12:30.

    Raises:
        FixtureChoiceError: there is none.
    """
    coming = calendar.fixtures(now, max(calendar.span()[1], now))
    found = coming if name is None else with_name(name, coming)
    found = [each for each in found if _is_on(each, calendar, on)]
    if not found:
        raise FixtureChoiceError(_missing(calendar, now, name, on, coming))
    found.sort(key=lambda each: each.kickoff)
    if name is not None:
        return ChosenFixture(found[0], tuple(found[1:]))
    first = min(found, key=lambda each: _order(each, now))
    same = (each for each in found if each.kickoff == first.kickoff and each != first)
    return ChosenFixture(first, tuple(same))


def _order(fixture: Fixture, now: datetime) -> tuple[object, ...]:
    """Sort open windows first, kick-offs to come first; boosts last, which are no event."""
    is_open = fixture.opens <= now
    return (
        fixture.sets_level,
        not is_open,
        is_open and fixture.kickoff <= now,
        fixture.kickoff,
        fixture.name,
    )


def _is_on(fixture: Fixture, calendar: Calendar, on: str | None) -> bool:
    local = fixture.kickoff.astimezone(calendar.zone)
    return on is None or f"{local:%Y-%m-%d %H:%M}".startswith(on.replace("T", " "))


def _missing(
    calendar: Calendar, now: datetime, name: str | None, on: str | None, coming: Sequence[Fixture]
) -> str:
    """Return the sentence for a choice without a fixture."""

    def local(fixture: Fixture) -> str:
        return format_local_time(fixture.kickoff.astimezone(calendar.zone))

    first = min(calendar.span()[0], now)
    past = [each for each in calendar.fixtures(first, now) if each.closes <= now]
    if name is None:
        last = f"; the last was {past[-1].name}, {local(past[-1])}" if past else ""
        return f"no fixture is coming{f' on {on}' if on else ''}{last}"
    if of_name := with_name(name, coming):
        kickoffs = ", ".join(map(local, of_name[:5]))
        return f"{of_name[0].name} has no kick-off on {on}: it is {kickoffs}"
    if over := with_name(name, past):
        return f"{over[-1].name} is over: it was {local(over[-1])}"
    if calendar.status_of(name) is not Status.SCHEDULED:
        return f"{name} is called off in the calendar"
    return f"no fixture {name!r}{choices(name, {each.name for each in coming})}"
