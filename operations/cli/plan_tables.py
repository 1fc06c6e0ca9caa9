"""A plan on a terminal: sparklines, the raised levels and prices."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from math import ceil
from zoneinfo import ZoneInfo

from rich.markup import escape
from rich.table import Table

from kickoff.calendar import Calendar
from kickoff.timeline import Fixture, Step
from operations.pages.prices import bill_rows, dollars, price_source, savings, target_text
from operations.plan_price import PlanPrice, TargetPrice, plan_price, target_price, total_price
from operations.terminal import console, format_local_time, level_sparkline
from prescaler.model import Dimension
from prescaler.plan.queue import raise_queues
from prescaler.resources.chain import chain_of, joins_targets
from prescaler.resources.quote import early
from prescaler.resources.registry import KINDS

_SPARKLINE_WIDTH = 40
_MINUTE = timedelta(minutes=1)
_MOST_CHAINS = 10


def tables(calendar: Calendar, start: datetime, end: datetime, region: str | None) -> None:
    """Print the sparklines, raised levels and price of each target, then the total price.

    `region` is kickoff's own.
    """
    priced, prices = calendar.in_region(region), list[TargetPrice]()
    zone, timelines = calendar.zone, dict[Dimension, list[Step]]()
    dimensions, named = KINDS.dimensions(calendar), dict[int, Fixture]()
    span = " to ".join(format_local_time(each.astimezone(zone)) for each in (start, end))
    for target, group in groupby(calendar.steps(start, end), key=lambda step: step.key.target):
        out, own = console(), list(group)
        named |= {id(each): each for step in own for each in step.level.because}
        out.print(f"[bold]{escape(target)}[/]  {span}")
        for dimension, same_dimension in groupby(own, key=lambda step: step.key.dimension):
            levels = list(same_dimension)
            if each := dimensions.get(levels[0].key):
                timelines[each] = levels
            peak = max(step.level.value for step in levels)
            bars = level_sparkline(levels, _SPARKLINE_WIDTH)
            out.print(f"  [cyan]{bars}[/] {escape(dimension)}, at most {peak:,}")
        if any(step.level.because for step in own):
            out.print(_raised_table(own, zone))
        prices.append(target_price(own, priced))
        if text := target_text(prices[-1], calendar.targets[target]):
            out.print(f"  {text}")
        if leads := early(own, calendar.targets[target]):
            listed = ", ".join(f"{name} {ceil(lead / _MINUTE)} min" for name, lead in leads.items())
            note = "lead before kick-off, unless the capacity is warm already"
            out.print(f"  {note}: {listed}")
        out.print()
    _print_chains(named, calendar)
    _print_queue(timelines, zone)
    without = replace(calendar, feeds=())
    at_baselines = plan_price(without, start, end, region).total
    _print_total(total_price(prices, end - start, region), at_baselines, span)


def _print_chains(fixtures: Mapping[int, Fixture], calendar: Calendar) -> None:
    """Print a row for each of the first fixtures that several targets serve."""
    ordered = sorted(fixtures.values(), key=lambda each: (each.kickoff, each.name))
    joining = [each for each in ordered if joins_targets(each)]
    if not joining:
        return
    table = Table(box=None, padding=(0, 0, 0, 2))
    for name in ("fixture", "kick-off", "links", "slowest link"):
        table.add_column(name, justify="right" if name == "links" else "left")
    for each in (chain_of(fixture, calendar) for fixture in joining[:_MOST_CHAINS]):
        kickoff = format_local_time(each.fixture.kickoff.astimezone(calendar.zone))
        links = f"{len(each.links):,}"
        table.add_row(escape(each.fixture.name), kickoff, links, escape(each.describe_slowest()))
    out = console()
    out.print("[bold]chains[/]", table, sep="\n")
    if len(joining) > _MOST_CHAINS:
        out.print(f"  and {len(joining) - _MOST_CHAINS:,} more fixtures")
    out.print()


def _print_queue(timelines: Mapping[Dimension, Sequence[Step]], zone: ZoneInfo) -> None:
    """Print the longest queue of changes, if there is one."""
    longest = max(raise_queues(timelines), key=lambda each: each.lead, default=None)
    if longest is None:
        return
    start = format_local_time(longest.start.astimezone(zone))
    console().print(
        f"{len(longest.resources):,} resources of {longest.scope.service} are raised at {start}. "
        f"AWS takes some changes a second: those without auto scaling begin up to "
        f"{longest.lead // _MINUTE} min earlier"
    )


def _print_total(price: PlanPrice, at_baselines: float, span: str) -> None:
    """Print what AWS bills for the plan and for kickoff, by part, and what the plan saves.

    `at_baselines` is the total without fixtures, in US dollars.
    """
    out, grid = console(), Table.grid(padding=(0, 2, 0, 0))
    grid.add_column()
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column()
    grid.add_row("[bold]total[/]", f"[bold]{dollars(price.total)}[/]", span)
    for part, amount, note in bill_rows(price):
        grid.add_row(f"  {part}", amount, f"[dim]{note}[/]")
    out.print(grid)
    fixtures = dollars(price.total - at_baselines)
    out.print(f"{fixtures} of it is for the fixtures; the rest is billed without them too")
    for saving in savings(price):
        out.print(saving)
    out.print(f"[dim]{price_source(price.regions)}[/]")


def _named(fixture: Fixture) -> str:
    """The fixture with its entry, without the folder of its feed."""
    entry = fixture.entry.rpartition("/")[2]
    return f"{fixture.name} ({entry})" if entry else fixture.name


def _raised_table(steps: list[Step], zone: ZoneInfo) -> Table:
    """Return a table with a row per span and a column per dimension."""
    dimensions = list(dict.fromkeys(step.key.dimension for step in steps))
    rows: dict[tuple[datetime, datetime, str], dict[str, int]] = {}
    for step in steps:
        if names := ", ".join(map(_named, step.level.because)):
            levels = rows.setdefault((step.start, step.end, names), {})
            levels[step.key.dimension] = step.level.value
    table = Table(box=None, padding=(0, 0, 0, 2))
    for name in ("from", "to", *dimensions, "because of"):
        is_time = name in {"from", "to"}
        table.add_column(name, justify="right" if name in dimensions else "left", no_wrap=is_time)
    for (start, end, names), levels in sorted(rows.items(), key=lambda row: row[0]):
        first, last = start.astimezone(zone), end.astimezone(zone)
        until = f"{last:%H:%M}" if last.date() == first.date() else format_local_time(last)
        cells = (f"{levels[name]:,}" if name in levels else "" for name in dimensions)
        table.add_row(format_local_time(first), until, *cells, escape(names))
    return table
