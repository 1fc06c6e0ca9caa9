"""Finds the rule that decides about an entry of a feed, within a limit of time for the feed."""

from collections.abc import Callable, Sequence
from time import thread_time

from kickoff.calendar.loading.ics import FeedEntry
from kickoff.calendar.model.mapping import FeedRule, Pattern, SlowPatternError

# Processor time, so other work on the machine does not count. 6,000 entries and 20 rules take a
# third of it.
_SECONDS = 1.0


class SlowRuleError(Exception):
    """A rule takes too long. `number` is its index; the message names the entry."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


class RuleSearch:
    """The rules of one feed, and the processor time that each has taken, in seconds."""

    def __init__(self, rules: Sequence[FeedRule], clock: Callable[[], float] = thread_time) -> None:
        self._patterns = [rule.patterns() for rule in rules]
        self._taken = [0.0] * len(rules)
        self._clock = clock
        self._total = self._last = 0.0

    def first(self, entry: FeedEntry) -> int | None:
        """Return the index of the first rule that matches an entry; None if none does.

        Raises:
            SlowRuleError: a rule takes too long for this entry, or all rules for the feed so far.
        """
        if self._patterns:
            self._last = self._clock()
        for number, patterns in enumerate(self._patterns):
            if all(self._matches(number, pattern, entry, name) for name, pattern in patterns):
                return number
        return None

    def _matches(self, number: int, pattern: Pattern, entry: FeedEntry, name: str) -> bool:
        """Return whether a pattern of a rule matches one of the values of a property."""
        return any(self._found(number, pattern, entry, text) for text in entry.texts[name])

    def _found(self, number: int, pattern: Pattern, entry: FeedEntry, text: str) -> bool:
        try:
            found = pattern.matches(text)
        except SlowPatternError as error:
            raise SlowRuleError(number, f"{error} (line {entry.line} of the feed)") from None
        now = self._clock()
        self._taken[number] += now - self._last
        self._total += now - self._last
        self._last = now
        if self._total > _SECONDS:
            raise self._too_slow(entry)
        return found

    def _too_slow(self, entry: FeedEntry) -> SlowRuleError:
        slowest = max(range(len(self._taken)), key=self._taken.__getitem__)
        return SlowRuleError(
            slowest,
            f"all rules together take longer than {_SECONDS:g} s for the entries up to "
            f"{entry.title!r} (line {entry.line} of the feed), and this rule takes the most, "
            f"{self._taken[slowest]:.1f} s; write it as a glob, or with fewer repetitions",
        )
