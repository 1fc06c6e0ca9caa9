"""Ctrl-C in a command that changes something: a person must know what was sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

INTERRUPTED = 130  # as shells report it


class InterruptedCommandError(click.ClickException):
    """A person interrupted the command. The message says what was sent."""

    exit_code = INTERRUPTED


@contextmanager
def saying_what_was_sent(describe: Callable[[], str]) -> Iterator[None]:
    """Replace an interruption of the block by a sentence about what was sent.

    Raises:
        InterruptedCommandError: a person interrupted the block.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise InterruptedCommandError(f"interrupted; {describe()}") from None
