"""`kickoff warm`: one wave of pings, from here."""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import click
from rich.console import Console

from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar
from kickoff.calendar.model.problems import choices
from kickoff.calendar.sources import load
from operations.cli.options import config_option, instant
from operations.cli.warm_tables import found, permitted, rehearsal, verdict
from operations.terminal import console
from warmer.application import Warmer
from warmer.clock import SystemClock
from warmer.model import Permit, Warming, WarmingResult
from warmer.plan import schedule

# Seconds; what has not answered then is not waited for.
PATIENCE_S = 90
LOOKING_S = 10


@click.command()
@config_option
@click.argument("target", required=False)
@click.option("--count", type=click.IntRange(1), help="Containers of TARGET; its level.")
@click.option("--at", help="The instant whose levels are wanted (ISO 8601); now.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send nothing.")
def warm(
    path: str, target: str | None, count: int | None, at: str | None, *, dry_run: bool
) -> None:
    """Warm TARGET, or every function of the calendar, now.

    Exits with 1 where fewer containers are warm than wanted.
    """
    calendar, now = load(path), datetime.now(UTC)
    wanted = _wanted(calendar, instant(at, calendar.zone) if at else now, target, count)
    if not wanted:
        click.echo("nothing is to be warm then; to warm it all the same, give TARGET and --count")
        return
    warmer, tick = Warmer(Aws(), SystemClock()), now.replace(second=0, microsecond=0)
    permits = _look(warmer, calendar, wanted, tick)
    if dry_run:
        console().print(permitted(permits))
        sentence, short = rehearsal(permits)
    else:
        results = _send(warmer, permits, tick, calendar.digest)
        console().print(found(results))
        sentence, short = verdict(results)
    click.echo(sentence)
    sys.exit(int(short))


def _wanted(
    calendar: Calendar, at: datetime, target: str | None, count: int | None
) -> list[Warming]:
    """One target, or all that have a level; `count` goes before a level."""
    levels = {warming.target: warming for _, warming in schedule.desired(calendar, at)}
    if target is None:
        if count is not None:
            raise click.UsageError("--count is of one TARGET: name it")
        return [warming for warming in levels.values() if warming.count]
    if target not in levels:
        what = "is not kept warm" if target in calendar.targets else "is no target"
        raise click.UsageError(f"{target!r} {what}{choices(target, levels)}")
    asked = levels[target] if count is None else replace(levels[target], count=count, because=())
    return [asked] if asked.count else []


def _look(
    warmer: Warmer, calendar: Calendar, wanted: Sequence[Warming], tick: datetime
) -> list[Permit]:
    """What may be sent. Minutes before this one, the deployed warmer pinged by the calendar."""

    def due(minute: datetime) -> Iterator[Warming]:
        return iter(wanted) if minute == tick else schedule.due(calendar, minute)

    permits, missing = warmer.permits(due, tick, LOOKING_S)
    for permission in missing:
        click.echo(f"{permission} is denied: limits and use are guessed; allow it", err=True)
    for warming in wanted:
        if warming.count > schedule.MOST_PINGS:
            most = f"at most {schedule.MOST_PINGS} containers from here; deployed, it reaches more"
            click.echo(f"{warming.target}: {most}, by shards", err=True)
    return permits


def _send(
    warmer: Warmer, permits: Sequence[Permit], tick: datetime, configuration: str
) -> list[WarmingResult]:
    """Send what is permitted, with something to see meanwhile."""
    for permit in permits:
        click.echo(f"{permit.warming.function.label}: {permit.pings:,} pings", err=True)
    with Console(stderr=True).status("waiting for answers"):
        return warmer.send(permits, tick, time.time() + PATIENCE_S, configuration)
