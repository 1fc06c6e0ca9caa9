"""The output of `kickoff ready`: the verdict, a line for each piece of evidence, the remedies."""

from collections.abc import Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo

import click
from rich.text import Text

from operations.preflight.readiness.evening import to_do
from operations.preflight.readiness.evidence import Evidence, EvidenceState, ReadinessReport
from operations.preflight.readiness.words import minutes_up
from operations.terminal import console, one_line_table

_COLUMNS = ("", "evidence", "found")
_MARKS: Mapping[EvidenceState, tuple[str, str]] = MappingProxyType(
    {
        EvidenceState.BAD: ("NO", "bold red"),
        EvidenceState.UNKNOWN: ("?", "bold yellow"),
        EvidenceState.NOTE: ("note", ""),
        EvidenceState.GOOD: ("ok", "green"),
    }
)


def show(report: ReadinessReport, zone: ZoneInfo) -> None:
    """Print the verdict as a sentence, the evidence, and the remedies."""
    click.echo(report.sentence(zone))
    click.echo()
    terminal = console()
    rows = map(_row, report.evidence)
    terminal.print(one_line_table(_COLUMNS, rows, width=terminal.width, name="evidence"))
    if (slowest := report.slowest) is not None and slowest.takes is not None:
        in_time = report.may_act and not slowest.is_against
        begins = ". kickoff begins in time: nothing to do" if in_time else ""
        click.echo(f"\nthe slowest link is {slowest.subject}: {minutes_up(slowest.takes)}{begins}")
    if report.without_kickoff:
        click.echo(f"\nif kickoff dies now: {report.without_kickoff}")
    if report.against:
        click.echo("\n" + "\n".join(to_do(report)))


def _row(evidence: Evidence) -> tuple[Text, str, str | Text]:
    """Return the cells of some evidence; a note has its remedy there, and wraps."""
    mark, style = _MARKS[evidence.state]
    found: str | Text = evidence.found
    if evidence.state is EvidenceState.NOTE:
        whole = "; ".join(filter(None, (evidence.found, evidence.remedy)))
        found = Text(whole, no_wrap=False, overflow="fold")
    return Text(mark, style=style), evidence.subject, found
