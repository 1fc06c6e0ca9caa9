"""`kickoff learn`: the demand of coming fixtures, learned from past consumption."""

import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import click
from rich.markup import escape

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.sources import load
from kickoff.forecast.archive import RecordingArchive
from kickoff.forecast.calibration import calibration
from kickoff.forecast.loads import Loads, instant, minute
from kickoff.forecast.profile_forecast import ProfileForecast, profile_forecasts
from kickoff.forecast.target import ForecastTarget
from operations.cli.access import own_region, require_access
from operations.cli.loads import forecast_target, load_options, read
from operations.cli.options import config_option, this_minute
from operations.learning.learner import ping_log, read_history
from operations.learning.proposal import proposal, proposed
from operations.pages.learn_page import page, price
from operations.terminal import console, format_local_time, sparkline
from prescaler.forecaster import demand_forecaster

_WIDTH = 48


@click.command()
@config_option
@load_options("without it, CloudWatch's fifteen days", required=False)
@click.option(
    "--from-load",
    "kept_path",
    type=click.Path(path_type=Path),
    help="A CSV as for --load; its past fixtures are also kept in the lease table, to learn from.",
)
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
    kept_path: Path | None,
    html: Path | None,
) -> None:
    """Show the learned demand of each profile's next fixture, as a change to the calendar.

    The change is a diff for `patch`; the calendar file is not written. With --from-load the past
    fixtures of the CSV are kept beside the leases of --stack: the daily run learns from them too.
    """
    if csv_path and kept_path:
        raise click.UsageError("--load shows what --from-load also keeps: name one of them")
    chosen = forecast_target(load(path).in_region(own_region()), target, dimension)
    target, dimension = chosen.key
    file = csv_path or kept_path
    loads = read(file, units_per_request) if file else _consumed(chosen)
    recordings = chosen.archived(loads)
    found = profile_forecasts(chosen, recordings.recordings, instant(loads.end))
    if not found:
        message = f"there is no whole fixture in the loads that asks {target}.{dimension}"
        raise click.UsageError(message)
    if kept_path:
        _keep(chosen, recordings)
    for forecast in found:
        _print_forecast(chosen, forecast)
        click.echo(proposal(chosen, forecast) or "the calendar has this demand already\n", nl=False)
        click.echo()
    if html:
        html.write_text(page(chosen, found), encoding="utf-8")
        click.echo(f"drawn: {html}")


def _print_forecast(chosen: ForecastTarget, forecast: ProfileForecast) -> None:
    zone, out, curve = chosen.calendar.zone, console(), forecast.curve
    first, last = (instant(forecast.past[n].example.kickoff).astimezone(zone) for n in (0, -1))
    out.print(
        f"[bold]{escape(forecast.profile)}[/]: {len(forecast.past)} kick-offs, "
        f"{format_local_time(first)} to {format_local_time(last)}"
    )
    name = forecast.fixture.name if forecast.fixture else "one more like the last"
    out.print(f"for {escape(name)}, {format_local_time(forecast.coming.astimezone(zone))}:")
    for percentile, units, peak in (
        ("90th", [band.high for band in curve.minutes], curve.peak.high),
        ("50th", [band.median for band in curve.minutes], curve.peak.median),
        ("10th", [band.low for band in curve.minutes], curve.peak.low),
    ):
        drawn = sparkline(_columns(units), top=max(band.high for band in curve.minutes))
        out.print(f"  {percentile} percentile {peak:>9,.0f}  [cyan]{drawn}[/]")
    if forecast.typical_error is not None:
        out.print("past kick-offs, each predicted from those before it:")
        out.print(f"  median error {forecast.typical_error:.0%}")
        for sentence in calibration(chosen, forecast).sentences():
            out.print(f"  {sentence}")
    for effect in forecast.tag_effects:
        advice = f"; set scale: {effect.factor:g} on such fixtures" if effect.is_used else ""
        out.print(f"  {escape(effect.sentence())}{advice}")
    if proposed(chosen, forecast) < curve.demand:
        out.print(f"[bold]{curve.demand:,} are above max[/]: raise it, or less is available")
    if cost := price(chosen, forecast):
        out.print(cost)


def _columns(units: Sequence[float]) -> list[float]:
    """Return the values of the drawn columns, each the highest of its minutes."""
    edges = [len(units) * column // _WIDTH for column in range(_WIDTH + 1)]
    return [max(units[start : max(end, start + 1)]) for start, end in pairwise(edges)]


def _keep(chosen: ForecastTarget, fresh: RecordingArchive) -> None:
    """Add recordings to the archive of a dimension."""
    table = os.environ.get("KICKOFF_LEASE_TABLE")
    if not table:
        raise click.UsageError("--from-load keeps past fixtures in a stack: name it with --stack")
    require_access()
    forecaster = demand_forecaster(Aws(), table)
    try:
        whole = forecaster.archive(chosen.key).updated(fresh.recordings)
        whole = whole.bounded(minute(this_minute()))
        forecaster.keep(chosen.key, whole)
    except SourceUnavailableError as fault:
        raise click.ClickException(str(fault)) from None
    name = ".".join(chosen.key)
    click.echo(f"kept for {name}: {len(whole.recordings)} past kick-offs")


def _consumed(chosen: ForecastTarget) -> Loads:
    """Read the minutes of a dimension that CloudWatch still has."""
    require_access()
    now = this_minute()
    try:
        aws = Aws()
        log = ping_log(aws, os.environ.get("KICKOFF_LEASE_TABLE"))
        return read_history(Clients(aws), chosen, now, log)
    except SourceUnavailableError as fault:
        raise click.ClickException(str(fault)) from None
