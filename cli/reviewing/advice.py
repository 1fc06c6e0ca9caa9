"""What to change in the calendar after a fixture: too little, too late, too much."""

from collections.abc import Iterable, Iterator
from math import ceil

from cli.reviewing.seen import Capacity, Warmth
from kickoff.timeline import Fixture

# A level is right while its busiest minute takes between half and nine tenths of it.
_TIGHT = 0.9
_IDLE = 0.5
_WANTED = 0.75
# Capacity that came later than this before kick-off had luck.
_SHORT_MINUTES = 5


def advice(
    fixture: Fixture, capacities: Iterable[Capacity], warmths: Iterable[Warmth]
) -> Iterator[str]:
    """A sentence for each change that what was seen speaks for."""
    for each in capacities:
        name = ".".join(each.key)
        yield from _timing(name, each, fixture)
        if each.throttled and each.use < _WANTED:
            yield (
                f"{name}: {each.throttled:,} requests were throttled though its busiest minute "
                f"took {each.use:.0%}: look for a hot key before asking for more"
            )
        elif each.throttled:
            yield f"{name}: {each.throttled:,} requests were throttled: ask for {_scaled(each)}"
        elif each.use > _TIGHT:
            yield f"{name}: its busiest minute took {each.use:.0%}: ask for {_scaled(each)}"
        elif 0 < each.use < _IDLE:
            yield f"{name}: its busiest minute took {each.use:.0%}: {_scaled(each)} are enough"
    for warmth in warmths:
        name = ".".join(warmth.key)
        if warmth.had is not None and warmth.had < warmth.asked:
            yield f"{name}: {warmth.had} of {warmth.asked} were warm: kickoff check says why"
        if warmth.cold:
            yield f"{name}: {warmth.cold} pings after kick-off met no warm container: ping oftener"


def _timing(name: str, seen: Capacity, fixture: Fixture) -> Iterator[str]:
    if seen.ready is not None and seen.ready < _SHORT_MINUTES:
        lead = (fixture.kickoff - fixture.opens).total_seconds() / 60
        longer = ceil(lead - seen.ready + 2 * _SHORT_MINUTES)
        late = f"{-seen.ready:.0f} minutes late" if seen.ready < 0 else f"{seen.ready:.0f} before"
        yield f"{name}: there {late}: give {fixture.profile} a lead of {longer}m"


def _scaled(seen: Capacity) -> str:
    """The demand that the busiest minute would have taken three quarters of."""
    wanted = ceil(seen.peak / _WANTED)
    return f"{wanted:,} instead of {seen.level:,}"
