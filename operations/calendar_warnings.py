"""Doubts about a valid calendar: what is allowed, and is rarely meant."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from kickoff.calendar import Calendar, FunctionTarget
from kickoff.calendar.model.base_target import DemandSource
from kickoff.calendar.model.problems import dotted
from kickoff.calendar.model.words import counted
from kickoff.timeline import Fixture

_LISTED = 10
_A_MINUTE = timedelta(minutes=1)


def warnings(calendar: Calendar, now: datetime) -> Iterator[str]:
    """Yield a sentence for each doubt: the entry, and what to do."""
    start, end = calendar.span()
    fixtures = calendar.fixtures(start, max(end, now + _A_MINUTE))
    yield from _twice(fixtures)
    yield from _without_qualifier(calendar)
    yield from map(str, calendar.unused_rules)
    coming = [fixture for fixture in fixtures if fixture.closes > now]
    if coming:
        yield from _unused(calendar, coming)
    elif fixtures:
        last = max(fixtures, key=lambda each: each.kickoff)
        yield (
            f"every fixture is in the past: the last of {len(fixtures):,} is {last.name} at "
            f"{last.kickoff:%Y-%m-%d %H:%MZ}; add the coming ones"
        )
    else:
        yield "there is no fixture: every level stays at its baseline"


def _twice(fixtures: Sequence[Fixture]) -> Iterator[str]:
    """Yield a sentence for each fixture with the name and kick-off of another one."""
    first: dict[tuple[str, datetime], Fixture] = {}
    same = []
    for fixture in fixtures:
        known = first.setdefault((fixture.name.strip().casefold(), fixture.kickoff), fixture)
        if known is not fixture:
            same.append((known, fixture))
    for known, fixture in same[:_LISTED]:
        yield (
            f"{fixture.name} at {fixture.kickoff:%Y-%m-%d %H:%MZ} is there twice, in "
            f"{_place(known)} and {_place(fixture)}, and both demands count: remove one"
        )
    if more := same[_LISTED:]:
        yield f"{counted(len(more), 'fixture')} more are there twice"


def _without_qualifier(calendar: Calendar) -> Iterator[str]:
    for name, target in calendar.targets.items():
        if isinstance(target, FunctionTarget) and target.provisioned and not target.qualifier:
            yield (
                f"targets.{name}: provisioned concurrency needs an alias or a published version, "
                "and no tick can set it: add the qualifier that callers use"
            )


def _unused(calendar: Calendar, fixtures: Sequence[Fixture]) -> Iterator[str]:
    """Yield a sentence for each target that stays at its baseline."""
    needed = {key.target for fixture in fixtures for key, units in fixture.demand.items() if units}
    for name, target in calendar.targets.items():
        if name not in needed and target.demand is not DemandSource.AUTO:
            yield (
                f"targets.{name}: no coming fixture demands it, so it stays at its baseline: name "
                "it in the demand of a profile, or ignore this if a baseline is enough"
            )


def _place(fixture: Fixture) -> str:
    return fixture.entry or dotted(fixture.origin)
