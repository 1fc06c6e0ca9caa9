"""`kickoff history`: past changes and their reasons."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import click

from operations.change_log import CalendarChange, short
from operations.cli.change_store import change_log
from operations.cli.in_force import load_in_force
from operations.cli.options import check_target, config_option
from operations.cli.prescaler_verbs import connect_leases, local_option
from operations.terminal import console, format_local_time, text_table


@click.command()
@click.argument("target", required=False)
@config_option
@local_option
@click.option("--last", default=50, show_default=True, help="Highest number of changes to show.")
def history(path: str, target: str | None, last: int, *, local: bool) -> None:
    """Show the last changes of TARGET (prices, prices.read), or of all, newest first.

    Without TARGET also those of the calendar by add, move, cancel, boost and undo, and each
    stop, pause and start.
    """
    prescaler = connect_leases(path, local=local)
    calendar, past = load_in_force(path), prescaler.history()
    if target is None:
        _show_edits(change_log(path).read()[::-1][:last], calendar.zone)
    if target is not None:
        check_target(target, calendar, [each.key for each in past])
    found = [each for each in past if target is None or each.key.is_named(target)]
    if not found:
        click.echo("no changes of capacity yet")
        return
    rows = [
        (
            format_local_time(each.entry.at.astimezone(calendar.zone)),
            ".".join(each.key),
            each.entry.action,
            f"{each.entry.before:,}",
            f"{each.entry.after:,}",
            each.entry.because,
        )
        for each in found[:last]
    ]
    columns = ("at", "dimension", "action", "from", "to", "because")
    console().print(text_table(columns, rows, numbers={"from", "to"}, whole={"at"}))


def _show_edits(changes: Sequence[CalendarChange], zone: ZoneInfo) -> None:
    if not changes:
        return
    rows = [
        (
            format_local_time(each.at.astimezone(zone)),
            short(each.by),
            each.what + " (undone)" * each.undone,
            each.why,
        )
        for each in changes
    ]
    console().print(text_table(("at", "by", "calendar", "why"), rows, whole={"at"}))
    click.echo()
