"""Rules that map the entries of a feed to profiles."""

import re
from dataclasses import dataclass
from fnmatch import translate
from math import prod
from typing import Annotated, Protocol, Self

from pydantic import BeforeValidator, Field, InstanceOf, model_validator

from kickoff.calendar.model.fields import Label, Model, Scale, Tags, rejection
from kickoff.calendar.model.status import Status
from kickoff.calendar.model.times import Length, as_text

_SECONDS = 0.1  # of one search; a name takes microseconds
_LONGEST = 10_000  # characters of a text that are searched
_MOST_REPETITIONS = 10_000  # takes 50 ms to compile; each factor of ten takes ten times as long
_COUNTS = re.compile(r"\{(\d{0,9}),?(\d{0,9})\}")
_BETWEEN_SLASHES = re.compile(r"/(.+)/")
# Keys of a rule, and the iCalendar property that each is compared with.
_PROPERTIES = {
    "title": "SUMMARY",
    "category": "CATEGORIES",
    "location": "LOCATION",
    "description": "DESCRIPTION",
}


class SlowPatternError(Exception):
    """A regular expression of a rule takes too long; the message says on which text."""


class _Expression(Protocol):
    def search(self, string: str, *, timeout: float) -> object: ...


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern for a text: a glob for all of it, or a regular expression between slashes.

    Upper and lower case are equal.
    """

    text: str
    expression: _Expression

    def matches(self, text: str) -> bool:
        """Return whether the pattern matches a text.

        Raises:
            SlowPatternError: the search takes longer than 0.1 s.
        """
        try:
            return self.expression.search(text[:_LONGEST], timeout=_SECONDS) is not None
        except TimeoutError:
            raise SlowPatternError(
                f"{self.text} takes longer than {_SECONDS:g} s on {text[:80]!r}; write it with "
                "fewer repetitions inside repetitions"
            ) from None


def _repetitions(expression: str) -> int:
    """Return the product of all counts, such as 6 for `a{2}b{1,3}`: nested ones multiply."""
    return prod(max(1, *(int(n or 1) for n in counts)) for counts in _COUNTS.findall(expression))


def _pattern(value: object) -> Pattern:
    # Imported here: a calendar without rules needs none of its memory.
    import regex  # type: ignore[import-untyped]  # noqa: PLC0415

    if not isinstance(value, str) or not value:
        raise rejection("a text such as '*Cup*', or a regular expression such as '/^U\\d\\d/'")
    written = _BETWEEN_SLASHES.fullmatch(value)
    try:
        expression = written[1] if written else rf"\A{translate(value)}"
        if _repetitions(expression) > _MOST_REPETITIONS:
            raise rejection(f"a regular expression that repeats up to {_MOST_REPETITIONS:,} times")
        return Pattern(value, regex.compile(expression, regex.IGNORECASE | regex.DOTALL))
    except regex.error as error:
        raise rejection(f"a correct regular expression ({error})") from None


TextPattern = Annotated[
    InstanceOf[Pattern], BeforeValidator(_pattern), as_text("*Cup*", "/\\bfinal$/")
]


class FeedRule(Model):
    """A rule for entries of a feed. All patterns of the rule must match; the first rule counts."""

    title: TextPattern | None = Field(None, description="Matches the entry's title.")
    category: TextPattern | None = Field(None, description="Matches its categories.")
    location: TextPattern | None = Field(None, description="Matches its location.")
    description: TextPattern | None = Field(None, description="Matches its description.")
    profile: Label | None = Field(None, description="Name of a profile; else the feed's.")
    scale: Scale | None = Field(None, description="Factor of the profile's demand.")
    lasts: Length | None = Field(None, description="Replaces lasts of the feed and the profile.")
    tags: Annotated[Tags, Field(strict=False)] | None = Field(
        None, description="Replaces the tags of the feed."
    )
    status: Status = Field(Status.SCHEDULED, strict=False)
    leave_out: bool = Field(default=False, description="Matching entries make no fixtures.")

    @model_validator(mode="after")
    def _decides(self) -> Self:
        if self.leave_out and (self.profile or self.scale or self.lasts or self.tags):
            raise rejection("either leave_out, or profile, scale, lasts and tags", got="both")
        return self

    def patterns(self) -> list[tuple[str, Pattern]]:
        """Return the patterns, each with the iCalendar property whose values it is compared with.

        Each must match a value of its property.
        """
        found = ((name, getattr(self, key)) for key, name in _PROPERTIES.items())
        return [(name, pattern) for name, pattern in found if pattern]
