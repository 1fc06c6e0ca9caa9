"""`kickoff explain`: which fixtures make a level, in a sentence each."""

from datetime import datetime
from decimal import localcontext
from zoneinfo import ZoneInfo

import click

from kickoff.calendar import Calendar
from kickoff.calendar.model.problems import choices
from kickoff.calendar.sources import load
from kickoff.timeline import Combine, Fixture, Key, Level
from operations.cli.options import config_option, instant
from operations.terminal import when


@click.command()
@config_option
@click.argument("target")
@click.argument("at", metavar="INSTANT")
def explain(path: str, target: str, at: str) -> None:
    """Say which fixtures make TARGET's levels at INSTANT.

    TARGET is a target, or one of its dimensions: prices or prices.read.
    """
    calendar = load(path)
    moment = instant(at, calendar.zone)
    keys = [key for key in calendar.bounds if target in (key.target, ".".join(key))]
    if not keys:
        raise click.UsageError(f"no target {target!r}{choices(target, calendar.targets)}")
    levels = calendar.levels(moment)
    asking = calendar.fixtures(moment, moment + datetime.resolution)
    for key in keys:
        click.echo(_verdict(key, levels[key], calendar, moment))
        for fixture in asking:
            if sentence := _sentence(key, fixture, moment, calendar.zone):
                click.echo(f"  {sentence}")


def _verdict(key: Key, level: Level, calendar: Calendar, at: datetime) -> str:
    bound = calendar.bounds[key]
    if not level.because:
        why = "its baseline"
    elif level.excess:
        why = f"its max; {level.excess:,} more are asked"
    elif len(level.because) == 1:
        why = f"because of {level.because[0].name}"
    else:
        joined = "the sum" if bound.combine is Combine.SUM else "the highest"
        why = f"{joined} of what {len(level.because)} fixtures ask"
    local = at.astimezone(calendar.zone)
    return f"{'.'.join(key)} is {level.value:,} on {when(local)} ({at:%Y-%m-%dT%H:%MZ}): {why}."


def _sentence(key: Key, fixture: Fixture, at: datetime, zone: ZoneInfo) -> str | None:
    """What one fixture asks; None where it asks nothing of the dimension."""
    demand = fixture.demand.get(key)
    if demand is None:
        return None
    weight = fixture.weight(at)
    with localcontext(prec=40):
        asked = (demand * weight).normalize()
    opens, closes = fixture.opens.astimezone(zone), fixture.closes.astimezone(zone)
    return (
        f"{fixture.name} asks {asked:,f}: {weight.normalize():f} of the {demand:,} of its profile "
        f"{fixture.profile}; kick-off {when(fixture.kickoff.astimezone(zone))}, "
        f"window {when(opens)} to {when(closes)}."
    )
