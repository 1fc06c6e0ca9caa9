"""`kickoff backtest`: past days, with the capacity a forecast would have held."""

import csv
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from kickoff.calendar import DemandSource, TableTarget
from kickoff.calendar.sources import load
from kickoff.forecast import loads
from kickoff.forecast.backtest import Backtest
from kickoff.forecast.target import ForecastTarget
from operations.cli.access import own_region
from operations.cli.loads import forecast_target, load_options, read
from operations.cli.options import config_option, instant
from operations.pages.backtest_page import COLUMNS, LEGEND, cells, page, verdict
from operations.terminal import console, format_local_time, text_table


@click.command()
@config_option
@load_options("the rows before --from are for learning", required=True)
@click.option("--from", "start", required=True, help="The first instant tested (ISO 8601).")
@click.option("--to", "end", required=True, help="The end of the test, exclusive (ISO 8601).")
@click.option("--emit", type=click.Path(path_type=Path), help="Write the minimums as CSV.")
@click.option(
    "--html", type=click.Path(path_type=Path), help="Write a page with charts of the days."
)
def backtest(  # noqa: PLR0913, PLR0917 (an argument for each option)
    path: str,
    csv_path: Path,
    target: str,
    dimension: str,
    units_per_request: float,
    start: str,
    end: str,
    emit: Path | None,
    html: Path | None,
) -> None:
    """Replay past days with the minimums that `demand: auto` would have set.

    Each minute knows only loads that are at least two minutes old. Learning uses the loads before
    --from. docs/prediction.md describes the replayed table.
    """
    calendar = load(path).in_region(own_region())
    chosen, known = forecast_target(calendar, target, dimension), read(csv_path, units_per_request)
    target, dimension = chosen.key
    if not isinstance(calendar.targets[target], TableTarget):
        raise click.UsageError(f"{target} has no throughput to replay; name a table")
    tested = _tested(chosen, known, instant(start, calendar.zone), instant(end, calendar.zone))
    if calendar.targets[target].demand is not DemandSource.AUTO:
        note = f"{target} does not have demand: auto; the result is that of demand: auto"
        click.echo(note, err=True)
    results = tested.results()
    first, last = (loads.instant(n).astimezone(calendar.zone) for n in (tested.start, tested.end))
    click.echo(f"{target}.{dimension}, {format_local_time(first)} to {format_local_time(last)}")
    for line in verdict(tested, results):
        console().print(line, markup=False)
    click.echo()
    numbers = [name for name in COLUMNS if name]
    console().print(text_table(COLUMNS, map(cells, results), numbers=numbers, whole=COLUMNS, gap=1))
    click.echo(LEGEND)
    if emit:
        _emit(emit, tested.start, results[0].method.minimums or [])
    if html:
        html.write_text(page(tested, results), encoding="utf-8")
        click.echo(f"drawn: {html}")


def _tested(chosen: ForecastTarget, known: loads.Loads, start: datetime, end: datetime) -> Backtest:
    """Return the test of the requested minutes that have loads; print a note if there are fewer."""
    first, last = loads.minute(start), loads.minute(end)
    if first >= last:
        raise click.UsageError("--from is not before --to")
    if first >= known.end or last <= known.first:
        span = f"from {_iso(known.first)} to {_iso(known.end)}"
        raise click.UsageError(f"no loads between --from and --to; there are {span}")
    if first < known.first:
        click.echo(f"the loads begin at {_iso(known.first)}", err=True)
    if last > known.end:
        click.echo(f"the loads end at {_iso(known.end)}", err=True)
    return Backtest(chosen, known, max(first, known.first), min(last, known.end))


def _emit(path: Path, start: int, floors: Iterable[int]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("minute_utc", "floor"))
        for number, floor in enumerate(floors, start):
            writer.writerow((_iso(number), floor))


def _iso(number: int) -> str:
    return f"{loads.instant(number):%Y-%m-%dT%H:%MZ}"
