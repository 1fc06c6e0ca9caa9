"""`kickoff learn`: the demand of coming fixtures, learned from past consumption."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import click
from rich.markup import escape

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.sources import load
from kickoff.forecast.loads import Loads, instant
from kickoff.forecast.profile_forecast import ProfileForecast, profile_forecasts
from kickoff.forecast.target import ForecastTarget
from operations.cli.loads import forecast_target, load_options, read
from operations.cli.options import config_option
from operations.learning.learner import read_history
from operations.learning.proposal import proposal, proposed
from operations.pages.learn_page import page, price
from operations.terminal import console
from operations.terminal import format_local_time as when
from operations.terminal import sparkline as bars

_WIDTH = 48


@click.command()
@config_option
@load_options("without it, CloudWatch's fifteen days", required=False)
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    help="Write a page with charts of the learned demand.",
)
def learn(  # noqa: PLR0913, PLR0917 (an argument for each option)
    path: str,
    csv_path: Path | None,
    target: str,
    dimension: str,
    units_per_request: float,
    html: Path | None,
) -> None:
    """Show the learned demand of each profile's next fixture, as a change to the calendar.

    The change is a diff for `patch`; the calendar file is not written.
    """
    about = forecast_target(load(path), target, dimension)
    known = read(csv_path, units_per_request) if csv_path else _consumed(about)
    found = profile_forecasts(about, known)
    if not found:
        message = f"there is no whole fixture in the loads that asks {target}.{dimension}"
        raise click.UsageError(message)
    for lesson in found:
        _print_forecast(about, lesson)
        click.echo(proposal(about, lesson) or "the calendar says so already\n", nl=False)
        click.echo()
    if html:
        html.write_text(page(about, found), encoding="utf-8")
        click.echo(f"drawn: {html}")


def _print_forecast(about: ForecastTarget, lesson: ProfileForecast) -> None:
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
        ("half", [band.median for band in curve.minutes], curve.peak.median),
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
    if proposed(about, lesson) < curve.demand:
        out.print(f"[bold]{curve.demand:,} are above max[/]: raise it, or less will be there")
    if cost := price(about, lesson):
        out.print(cost)


def _columns(units: Sequence[float]) -> list[float]:
    """Return the values of the drawn columns, each the highest of its minutes."""
    edges = [len(units) * column // _WIDTH for column in range(_WIDTH + 1)]
    return [max(units[start : max(end, start + 1)]) for start, end in pairwise(edges)]


def _consumed(about: ForecastTarget) -> Loads:
    """Read the minutes of a dimension that CloudWatch still has."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    try:
        return read_history(Clients(Aws()), about, now)
    except SourceUnavailableError as fault:
        raise click.ClickException(str(fault)) from None
