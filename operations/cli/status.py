"""`kickoff status`: desired and live capacity."""

import sys

import click
from rich.text import Text

from operations.cli.in_force import load_in_force
from operations.cli.options import config_option, minute
from operations.cli.prescaler_verbs import connect_prescaler, print_troubles, with_forecast
from operations.terminal import console, text_table
from prescaler.reconcile.status import StatusRow

_NUMBERS = ("desired", "live", "min", "back to")
_COLUMNS = ("dimension", "desired", "live", "min", "state", "next", "back to", "lease for")


@click.command()
@config_option
@click.option("--at", help="The instant of the desired levels (ISO 8601); default: now.")
def status(path: str, at: str | None) -> None:
    """Show desired and live capacity of every dimension, and foreign changes.

    Also shows the decreases left today. Exits with 1 where live capacity is below desired, or a
    lease cannot be read.
    """
    calendar = load_in_force(path)
    tick = minute(at, calendar.zone)
    prescaler = connect_prescaler(path)
    report = prescaler.status(with_forecast(calendar, tick), tick)
    print_troubles(report.troubles)
    if report.rows:
        console().print(text_table(_COLUMNS, map(_row, report.rows), numbers=_NUMBERS))
    elif not report.troubles:
        click.echo("the calendar has no table dimension, and there is no lease")
    for row in report.rows:
        notes = row.changed
        if row.decreases_left is not None:
            notes = (*notes, f"{row.decreases_left} decreases left today")
        if notes:
            click.echo(f"{row.target}.{row.dimension}: {'; '.join(notes)}")
    if report.troubles or not all(row.ready for row in report.rows):
        sys.exit(1)


def _row(row: StatusRow) -> tuple[str | Text, ...]:
    return (
        f"{row.target}.{row.dimension}",
        f"{row.desired:,}",
        Text(_number(row.provisioned), style="" if row.ready else "red"),
        _number(row.minimum),
        row.state,
        row.next,
        _number(row.found, unknown=""),
        ", ".join(row.fixtures),
    )


def _number(value: int | None, *, unknown: str = "?") -> str:
    return unknown if value is None else f"{value:,}"
