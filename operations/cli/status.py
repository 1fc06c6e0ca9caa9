"""`kickoff status`: desired and live capacity."""

import sys
from itertools import chain

import click

from operations.cli.first_tick import tick_lines
from operations.cli.in_force import calendar_in_force
from operations.cli.options import config_option, minute
from operations.cli.prescaler_verbs import connect_prescaler, print_troubles, with_forecast
from operations.cli.status_pings import function_cells, ping_notes
from operations.cli.status_table import cells, describe_pause, note_lines, notes, status_table
from operations.terminal import console


@click.command()
@config_option
@click.option("--at", help="The instant of the desired levels (ISO 8601); default: now.")
def status(path: str, at: str | None) -> None:
    """Show desired and live capacity of every dimension, and why: one line for each.

    Below are the reasons in full, the values to restore, foreign changes, the decreases left today
    and the pings of the last minutes. Exits with 1 where live capacity is below desired, a lease
    cannot be read, or no calendar of the functions is known.
    """
    found = calendar_in_force(path, beside=True)
    calendar = found.calendar
    tick = minute(at, calendar.zone)
    prescaler = connect_prescaler(path)
    now = minute(None, calendar.zone)
    report = prescaler.status(with_forecast(calendar, tick), tick, now=now)
    print_troubles(report.troubles)
    if report.pause is not None:
        click.echo(describe_pause(report.pause, calendar.zone))
    rows = [cells(row, tick, calendar.zone) for row in report.rows]
    rows += function_cells(calendar, tick)
    if rows:
        terminal = console()
        terminal.print(status_table(rows, terminal.width))
    elif not report.troubles:
        has_none = "the calendar has no dimension" if found.is_known else "no calendar is known"
        click.echo(f"{has_none}, and there is no lease")
    found_notes = [*chain.from_iterable(map(notes, report.rows)), *ping_notes(calendar, tick)]
    for line in note_lines(found_notes):
        click.echo(line)
    if rows and not found.is_known:
        click.echo(
            "without a calendar, desired is the value that each lease restores; the functions"
        )
        click.echo("raise by the calendar that they have")
    if not found.is_of_functions:
        for line in tick_lines():
            click.echo(line)
    if not found.is_of_functions or report.troubles or not all(row.ready for row in report.rows):
        sys.exit(1)
