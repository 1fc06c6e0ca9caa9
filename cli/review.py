"""`kickoff review`: what became of past fixtures, and what to change in the calendar."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click
from botocore.exceptions import BotoCoreError, ClientError
from rich.markup import escape
from rich.table import Table

from cli.options import config_option
from cli.page import Document, notes
from cli.reviewing.cost import bill
from cli.reviewing.read import Clients, read
from cli.reviewing.seen import Review
from cli.show import console, when
from kickoff.aws import PATIENCE, Aws
from kickoff.config import Calendar
from kickoff.config.problems import choices
from kickoff.config.times import duration
from kickoff.place import Place
from kickoff.prices import PRICES
from kickoff.source import load
from prescaler.plan.quote import Quote

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

# CloudWatch keeps minutes for so long.
_OLDEST = timedelta(days=15)
_COLUMNS = ("fixture", "kick-off", "ready", "throttled", "busiest", "warm", "cold", "cost")
_NUMBERS = frozenset(_COLUMNS[2:])
_LEGEND = (
    "ready: minutes before kick-off; busiest: share of the level consumed; warm: had/asked; "
    "cold: pings after kick-off that met no warm container; cost: held above the baselines"
)


@click.command()
@config_option
@click.argument("fixture", required=False)
@click.option("--since", default="7d", show_default=True, help="How far back, 15d at most.")
@click.option("--format", "style", type=click.Choice(["table", "json", "html"]), default="table")
def review(path: str, fixture: str | None, since: str, style: str) -> None:
    """Tell what became of past fixtures (of one, by its name), and what to change in the calendar.

    Exits with 1 where there is advice.
    """
    calendar, now = load(path), datetime.now(UTC)
    start = now - _span(since)
    seen = calendar.fixtures(start, now)
    past = [each for each in seen if start <= each.opens and each.closes <= now]
    if fixture is not None:
        names = [each.name for each in past]
        past = [each for each in past if each.name == fixture]
        if not past:
            message = f"no past fixture {fixture!r} since {since}{choices(fixture, names)}"
            raise click.UsageError(message)
    try:
        found = read(calendar, past, _clients(calendar))
    except (ClientError, BotoCoreError) as error:
        raise click.ClickException(f"CloudWatch cannot be read: {error}") from None
    cost = bill(calendar, calendar.steps(start, now))
    match style:
        case "json":
            click.echo(json.dumps([_plain(each) for each in found], ensure_ascii=False, indent=1))
        case "html":
            click.echo(_page(found, cost, calendar.zone))
        case _:
            _show(found, cost, calendar.zone)
    if any(each.advice for each in found):
        sys.exit(1)


def _span(written: str) -> timedelta:
    try:
        span = duration(written)
    except ValueError as error:
        raise click.UsageError(f"--since {written!r}: accepted: {error}") from None
    return min(span, _OLDEST)


def _clients(calendar: Calendar) -> Clients:
    aws = Aws()

    def at(place: Place) -> "CloudWatchClient":
        return aws.session(place).client("cloudwatch", config=PATIENCE)

    places = {target.place for target in calendar.targets.values()}
    return Clients(at(Place()), {place: at(place) for place in places})


def _show(found: Sequence[Review], cost: Quote, zone: ZoneInfo) -> None:
    if not found:
        click.echo("no fixture has ended in that time")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in _COLUMNS:
        table.add_column(name, justify="right" if name in _NUMBERS else "left")
    for each in found:
        table.add_row(*(escape(cell) for cell in _cells(each, zone)))
    out = console()
    out.print(table)
    out.print(f"[dim]{_LEGEND}[/]")
    for each in found:
        for sentence in each.advice:
            out.print(f"[yellow]{escape(each.fixture.name)}[/]: {escape(sentence)}")
    out.print(_bill(cost))


def _cells(found: Review, zone: ZoneInfo) -> tuple[str, ...]:
    ready = "?" if found.ready is None else f"{found.ready:+.0f} min"
    had = [each.had for each in found.warmths if each.had is not None]
    asked = sum(each.asked for each in found.warmths if each.had is not None)
    cold = [each.cold for each in found.warmths if each.cold is not None]
    return (
        found.fixture.name,
        when(found.fixture.kickoff.astimezone(zone)),
        ready,
        f"{found.throttled:,}",
        f"{found.use:.0%}",
        f"{sum(had)}/{asked}" if had else "?",
        f"{sum(cold)}" if cold else "?",
        f"${found.cost:,.2f}",
    )


def _bill(cost: Quote) -> str:
    return (
        f"capacity of tables in this time: ${cost.planned:,.2f} as planned, ${cost.always:,.2f} "
        f"always at its highest (prices of {PRICES.region}, {PRICES.day:%d %b %Y})"
    )


def _plain(found: Review) -> dict[str, object]:
    """A review as JSON-able data; None is not known."""
    return {
        "fixture": found.fixture.name,
        "kickoff": found.fixture.kickoff.isoformat(),
        "ready_minutes": found.ready,
        "throttled": found.throttled,
        "capacity": [
            {
                "target": each.key.target,
                "dimension": each.key.dimension,
                "level": each.level,
                "peak": round(each.peak, 1),
                "throttled": each.throttled,
                "ready_minutes": each.ready,
            }
            for each in found.capacities
        ],
        "warm": [
            {"target": each.key.target, "asked": each.asked, "had": each.had, "cold": each.cold}
            for each in found.warmths
        ],
        "cost": round(found.cost, 4),
        "advice": list(found.advice),
    }


def _page(found: Sequence[Review], cost: Quote, zone: ZoneInfo) -> str:
    advice = [(each.fixture.name, sentence) for each in found for sentence in each.advice]
    return Document(
        title="Past fixtures",
        summary=f"{_LEGEND}. {_bill(cost)}.",
        columns=_COLUMNS,
        rows=[_cells(each, zone) for each in found],
        legend=(),
        charts=[notes("What to change", [f"{name}: {sentence}" for name, sentence in advice])],
    ).html()
