"""`kickoff explain`: the fixtures behind a level, a sentence for each."""

from datetime import datetime
from decimal import localcontext
from zoneinfo import ZoneInfo

import click

from kickoff.calendar import Calendar
from kickoff.calendar.sources import load
from kickoff.timeline import Combine, Fixture, Key, Level
from operations.cli.options import check_target, config_option, instant
from operations.terminal import format_local_time


@click.command()
@config_option
@click.argument("target")
@click.argument("at", metavar="INSTANT")
def explain(path: str, target: str, at: str) -> None:
    """Explain TARGET's levels at INSTANT by the fixtures that demand them.

    TARGET is a target (prices) or one of its dimensions (prices.read). INSTANT is in ISO 8601, or
    now.
    """
    calendar = load(path)
    moment = instant(at, calendar.zone)
    check_target(target, calendar)
    keys = [key for key in calendar.bounds if key.is_named(target)]
    levels = calendar.levels(moment)
    active = calendar.fixtures(moment, moment + datetime.resolution)
    for key in keys:
        click.echo(_level_sentence(key, levels[key], calendar, moment))
        for fixture in active:
            if sentence := _fixture_sentence(key, fixture, moment, calendar.zone):
                click.echo(f"  {sentence}")


def _level_sentence(key: Key, level: Level, calendar: Calendar, at: datetime) -> str:
    bound = calendar.bounds[key]
    if not level.because:
        why = "its baseline"
    elif level.excess:
        why = f"its max; {level.excess:,} more are demanded"
    elif len(level.because) == 1:
        why = f"because of {level.because[0].name}"
    else:
        adds = bound.combine is Combine.SUM and not level.because[0].sets_level
        joined = "the sum" if adds else "the highest"
        why = f"{joined} of the demands of {len(level.because)} fixtures"
    local = format_local_time(at.astimezone(calendar.zone))
    return f"{'.'.join(key)} is {level.value:,} on {local} ({at:%Y-%m-%dT%H:%MZ}): {why}."


def _fixture_sentence(key: Key, fixture: Fixture, at: datetime, zone: ZoneInfo) -> str | None:
    """Return a sentence on one fixture's demand; None without a demand for the dimension."""
    demand = fixture.demand.get(key)
    if demand is None:
        return None
    weight = fixture.weight(at)
    with localcontext(prec=40):
        demanded = (demand * weight).normalize()
    kickoff, opens, closes = (
        format_local_time(moment.astimezone(zone))
        for moment in (fixture.kickoff, fixture.opens, fixture.closes)
    )
    if fixture.sets_level:
        return f"{fixture.name} sets at least {demanded:,f}, from {opens} to {closes}."
    return (
        f"{fixture.name} demands {demanded:,f}: {weight.normalize():f} of the {demand:,} of its "
        f"profile {fixture.profile}; kick-off {kickoff}, window {opens} to {closes}"
        + (f"; from {fixture.entry}." if fixture.entry else ".")
    )
