"""Region and credentials of a command: the first sentence of every command that uses AWS."""

from importlib import import_module
from typing import IO, Any

import click

_CHECKED = "kickoff.access"


class AccessError(click.ClickException):
    """AWS cannot be used as this machine is configured. The message has the remedy."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence alone."""
        click.echo(self.format_message(), file=file, err=file is None)


def own_region() -> str | None:
    """Return kickoff's own region as this machine is configured, for prices; None without one."""
    region: str | None = import_module("kickoff.aws.access").configured_region()
    return region


def require_access(region: str | None = None) -> None:
    """Check region and credentials, once in a command, with one call of STS.

    An STS that does not answer is no finding: the calls of the command will tell.

    Raises:
        AccessError: there is no region, or no valid credentials.
    """
    checked = click.get_current_context().find_root().meta
    if region in checked.setdefault(_CHECKED, set()):
        return
    # Imported on use: the libraries of AWS are slow to import.
    problem = import_module("kickoff.aws.access").access_problem_of(region)
    if problem is not None:
        raise AccessError(problem)
    checked[_CHECKED].add(region)
