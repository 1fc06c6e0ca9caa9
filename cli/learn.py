"""`kickoff learn`: what past consumption says of coming fixtures."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import click
from rich.markup import escape

from cli.learn_page import floor, page
from cli.loads import load_options, read, subject
from cli.options import config_option
from cli.proposal import proposal
from cli.show import bars, console, when
from forecast.lesson import Lesson, lessons
from forecast.loads import instant
from forecast.subject import Subject
from kickoff.config import TableTarget
from kickoff.prices import PRICES
from kickoff.source import load

_WIDTH = 48
_MINUTES = 60


@click.command()
@config_option
@load_options
@click.option("--html", type=click.Path(path_type=Path), help="Draw what was learned as a page.")
def learn(  # noqa: PLR0913, PLR0917 (an argument for each option)
    path: str,
    csv_path: Path,
    target: str,
    dimension: str,
    units_per_request: float,
    html: Path | None,
) -> None:
    """Show what each profile's past says of its next fixture, as a change to the calendar.

    The change is a diff that `patch` takes; nothing is written.
    """
    about = subject(load(path), target, dimension)
    found = lessons(about, read(csv_path, units_per_request))
    if not found:
        message = f"the loads hold no whole fixture that asks {target}.{dimension}"
        raise click.UsageError(message)
    for lesson in found:
        _tell(about, lesson)
        click.echo(proposal(about, lesson) or "the calendar says so already\n", nl=False)
        click.echo()
    if html:
        html.write_text(page(about, found), encoding="utf-8")
        click.echo(f"drawn: {html}")


def _tell(about: Subject, lesson: Lesson) -> None:
    zone, out, curve = about.calendar.zone, console(), lesson.curve
    first, last = (instant(lesson.past[n].example.kickoff).astimezone(zone) for n in (0, -1))
    out.print(
        f"[bold]{escape(lesson.profile)}[/]: {len(lesson.past)} kick-offs, "
        f"{when(first)} to {when(last)}"
    )
    name = lesson.fixture.name if lesson.fixture else "one more like the last"
    out.print(f"for {escape(name)}, {when(lesson.coming.astimezone(zone))}:")
    for words, units, peak in (
        ("9 in 10", [band.high for band in curve.minutes], curve.peak.high),
        ("half", [band.middle for band in curve.minutes], curve.peak.middle),
        ("1 in 10", [band.low for band in curve.minutes], curve.peak.low),
    ):
        drawn = bars(_columns(units), top=max(band.high for band in curve.minutes))
        out.print(f"  {words:>7} stay under {peak:>9,.0f}  [cyan]{drawn}[/]")
    if lesson.typical_error is not None:
        out.print(
            "past kick-offs, each predicted from those before it:\n"
            f"  {lesson.covered:.0%} stayed under their 9 in 10; "
            f"every second was within {lesson.typical_error:.0%} of its half"
        )
    if price := _price(about, lesson):
        out.print(price)


def _columns(units: Sequence[float]) -> list[float]:
    """As many as are drawn, each the highest of its minutes."""
    edges = [len(units) * column // _WIDTH for column in range(_WIDTH + 1)]
    return [max(units[start : max(end, start + 1)]) for start, end in pairwise(edges)]


def _price(about: Subject, lesson: Lesson) -> str | None:
    """What the steps of one fixture cost, of a table."""
    if not isinstance(about.calendar.targets[about.key.target], TableTarget):
        return None
    is_read = about.key.dimension.endswith("read")
    unit_hour = PRICES.read_unit_hour if is_read else PRICES.write_unit_hour
    hours = sum(floor(lesson)) / _MINUTES
    return (
        f"a fixture by these steps: {hours:,.0f} capacity-hours, ${hours * unit_hour:,.2f}\n"
        f"  [dim]prices of {PRICES.region}, {PRICES.day:%d %b %Y}[/]"
    )
