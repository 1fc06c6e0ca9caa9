"""A change of a calendar where it is: checked, shown with its price, uploaded, recorded."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import click

from kickoff import calendar as calendars
from kickoff.calendar import Calendar, ConfigError, Problem
from kickoff.calendar.loading.document import MAX_BYTES
from kickoff.calendar.loading.files import SourceUnavailableError, is_address, is_bundled_copy
from kickoff.calendar.model.problems import Path
from kickoff.calendar.sources import reader, write
from kickoff.timeline import Fixture
from operations.calendar_edits.fixture_edits import CalendarText, FixtureEdit
from operations.calendar_edits.yaml_text import EditError
from operations.change_log import (
    MOST_WHY,
    CalendarChange,
    ChangeLog,
    difference,
    digest,
    last_to_undo,
    with_undo,
)
from operations.cli.change_store import change_log
from operations.cli.options import check_caps, this_minute
from operations.cli.orders import caller, why_option
from operations.cli.prescaler_verbs import connect_leases
from operations.cli.publication import show_changes, upload
from operations.terminal import format_local_time

_Command = Callable[..., Any]
_SHOWN = timedelta(weeks=8)
_PINNED = re.compile(r"^s3://.*[?&]versionId=|^ssm://.*:\d+$")
_CLOCK_CHANGE = timedelta(hours=1)


def change_options(command: _Command) -> _Command:
    """Add the options `--why` and `--yes`."""
    yes = click.option("--yes", is_flag=True, help="Change without confirmation.")
    return why_option(yes(command))


def on_option(command: _Command) -> _Command:
    """Add the option `--on`."""
    return click.option(
        "--on",
        metavar="DAY",
        help="The day of the fixture, or its kick-off, where several have the name.",
    )(command)


@dataclass(frozen=True, slots=True)
class _PreparedChange:
    """A valid change of the calendar at a path: the texts and the calendars before and after.

    `is_undo`: it takes back the last change.
    """

    path: str
    before: str
    after: str
    old: Calendar
    new: Calendar
    what: str
    is_undo: bool = False

    def record(self, why: str) -> CalendarChange:
        """Return the record of the change, made now by the caller."""
        return CalendarChange(
            at=datetime.now(UTC).replace(microsecond=0),
            by=caller(),
            what=self.what,
            why=why[:MOST_WHY],
            text=difference(self.before, self.after),
            before=digest(self.before),
            after=digest(self.after),
            is_undo=self.is_undo,
        )


def change_calendar(
    path: str, edit: Callable[[CalendarText], FixtureEdit], *, why: str, yes: bool
) -> None:
    """Make one edit of the calendar at a location.

    Raises:
        click.UsageError: the edit is not possible, or the calendar cannot be changed by a command.
        ConfigError: the calendar is not valid, before or after the edit, or exceeds a cap.
        SourceUnavailableError: the record of changes cannot be read or written.
    """
    now, before = this_minute(), _read(path)
    old = _load(path, before)
    try:
        edited = edit(CalendarText(before, old, now))
    except EditError as error:
        raise click.UsageError(str(error)) from None
    change = _PreparedChange(
        path, before, edited.text, old, _load(path, edited.text), edited.summary
    )
    lines = [change.what]
    if edited.kickoff:
        fixture = _scheduled(change.new, edited.origin, edited.kickoff)
        lines.append(_window(fixture, change.new, now))
    click.echo("\n".join(lines))
    log = change_log(path)
    past = log.read()
    _publish(change, log, past, [*past, change.record(why)], yes=yes)


def undo_change(path: str, *, why: str, yes: bool) -> None:
    """Take back the last change of the calendar at a location; errors as in `change_calendar`."""
    before, log = _read(path), change_log(path)
    past = log.read()
    last = last_to_undo(past)
    if last is None:
        raise click.UsageError(f"{path}: no change of kickoff is left to undo")
    who = f"{last.what!r}, of {last.at:%Y-%m-%d %H:%MZ} by {last.by}"
    if digest(before) != last.after:
        raise click.UsageError(
            f"{path} was changed in another way since {who}; an undo would lose that change. "
            "Take it back with kickoff move or kickoff cancel, or in the file"
        )
    after = last.text.reverse(before)
    old, new = _load(path, before), _load(path, after)
    change = _PreparedChange(path, before, after, old, new, f"undo {last.what}", is_undo=True)
    click.echo(f"undo {who}")
    changes = with_undo(past, last, change.record(why))
    _publish(change, log, past, changes, yes=yes)


def _publish(
    change: _PreparedChange,
    log: ChangeLog,
    past: Sequence[CalendarChange],
    changes: Sequence[CalendarChange],
    *,
    yes: bool,
) -> None:
    """Check, show, confirm, record, write. A change that cannot be recorded is not made."""
    path, now = change.path, this_minute()
    check_caps(change.new, path)
    show_changes(change.old, change.new, now, now + _SHOWN)
    for warning in (_held(change, now), _withheld(path)):
        if warning:
            click.echo(f"warning: {warning}")
    if not yes:
        click.confirm(f"change {path}?", abort=True)
    if _read(path) != change.before:
        raise click.ClickException(f"{path}: somebody changed it meanwhile; run the command again")
    log.write(changes)
    try:
        upload(partial(write, path, change.after.encode()), path, timedelta())
    except SourceUnavailableError as fault:
        log.write(past)
        raise click.ClickException(f"{path}: {fault}; the change was not made") from None
    click.echo(f"{path}: configuration {change.new.digest}; {_effect(change)}")


def _held(change: _PreparedChange, now: datetime) -> str:
    """Return a sentence on open fixtures that the change removes.

    Their capacity stays; their pings do not.
    """
    new = change.new
    end = now + timedelta(minutes=1)
    kept = {each.name for each in new.fixtures(now, end)} | {e.name for e in new.called_off}
    open_now = change.old.fixtures(now, end)
    gone = [each for each in open_now if each.name not in kept]
    if not gone:
        return ""
    pinged = {key.dimension == "warm" for each in gone for key in each.demand}
    if False not in pinged:
        return ""
    closes = format_local_time(max(each.closes for each in gone).astimezone(new.zone))
    names = ", ".join(each.name for each in gone)
    pings = "; its pings end at once" if True in pinged else ""
    return (
        f"the window of {names} is open: its capacity stays until {closes}, unless kickoff release "
        f"lowers it after the change; the new levels and the price above hold only after that"
        f"{pings}"
    )


def _withheld(path: str) -> str:
    """Return a sentence on a stop or a pause of the stack; empty without one."""
    if not os.environ.get("KICKOFF_LEASE_TABLE"):
        return ""
    order = connect_leases(path, local=False).leases.read().pause(datetime.now(UTC))
    if order is None:
        return ""
    return f"{order.by} stopped all changes, so nothing is raised: {order.ends_with} ends that"


def _effect(change: _PreparedChange) -> str:
    """Return when the functions read the change, and the command that takes it back."""
    if is_address(change.path):
        read = "functions read it within a minute"
    else:
        read = "a file of this machine: deployed functions have it after make deploy"
    return read if change.is_undo else f"{read}; kickoff undo takes it back"


def _read(path: str) -> str:
    """Return the text at a location that a command can change."""
    if is_bundled_copy(path):
        raise click.UsageError(
            "the calendar is in the deployment package, and only a deployment changes it: edit the "
            "file and run make deploy, with --config FILE for this command. To change fixtures "
            "without a deployment, run once: kickoff push s3://BUCKET/config.yaml, then "
            "KICKOFF_CONFIG=s3://BUCKET/config.yaml make deploy"
        )
    if _PINNED.search(path):
        raise click.UsageError(f"{path} pins a version, which never changes: leave the version out")
    try:
        return reader()(path, MAX_BYTES).decode("utf-8-sig")
    except SourceUnavailableError as error:
        raise ConfigError([Problem(path, str(error))]) from None
    except UnicodeDecodeError:
        raise ConfigError([Problem(path, "not UTF-8")]) from None


def _load(path: str, text: str) -> Calendar:
    """Load a calendar whose file has a text; its imports are where they are."""
    imports = reader()

    def read(location: str, most: int) -> bytes:
        return text.encode() if location == path else imports(location, most)

    return calendars.load(path, read, feeds=os.environ.get("KICKOFF_FEEDS") or None)


def _scheduled(new: Calendar, origin: Path, kickoff: str) -> Fixture:
    """Return the fixture of a changed entry."""
    written = datetime.fromisoformat(kickoff)
    at = written if written.tzinfo else written.replace(tzinfo=new.zone)
    near = new.fixtures(at.astimezone(UTC) - _CLOCK_CHANGE, at.astimezone(UTC) + _CLOCK_CHANGE)
    found = next((each for each in near if each.origin == origin), None)
    if found is None:
        raise click.UsageError(f"the calendar leaves out {at.date()}: see its key except")
    return found


def _window(fixture: Fixture, calendar: Calendar, now: datetime) -> str:
    """Return the window of a fixture, with a warning if it is open; refuse a past fixture."""
    opens, end, closes = (
        format_local_time(each.astimezone(calendar.zone))
        for each in (fixture.opens, fixture.end, fixture.closes)
    )
    if fixture.end <= now:
        raise click.UsageError(
            f"it was over on {end}, so it would change nothing; for another day write the kick-off "
            "with its date: '2026-12-05 19:45'"
        )
    text = f"window {opens} to {closes}, {calendar.zone.key}"
    if fixture.sets_level or fixture.opens > now:
        return text
    minutes = abs(fixture.kickoff - now) // timedelta(minutes=1)
    is_past = fixture.kickoff < now
    when = f"was {minutes} minutes ago" if is_past else f"is in {minutes} minutes"
    return (
        f"{text}\nwarning: the window is open already, and its kick-off {when}: the next tick "
        "raises the capacity, and a large raise of a table takes minutes"
    )
