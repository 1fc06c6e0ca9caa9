"""The fixtures of an imported calendar: its entries, mapped to profiles by its rules."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from zoneinfo import ZoneInfo

from kickoff.calendar.loading.ics import FeedContent, FeedEntry, FeedOptions, read
from kickoff.calendar.loading.rule_search import RuleSearch, SlowRuleError
from kickoff.calendar.model.feeds import FixtureTemplate
from kickoff.calendar.model.file_keys import AllDay, FixtureEntry, ImportedCalendar
from kickoff.calendar.model.mapping import FeedRule
from kickoff.calendar.model.problems import Path, PathProblem
from kickoff.calendar.model.status import Status
from kickoff.calendar.model.words import counted

# Entries that a remark names.
_SHOWN = 3
_UNUSED = (
    "decides about no entry: it matches none, or an earlier rule matches first; a glob matches "
    "the whole text ('*Cup*' for a part of it); ignore this if such entries are still to come"
)

MakeTemplate = Callable[[FixtureEntry, str, Path], FixtureTemplate | None]
"""Returns the template of an entry with a profile's name, or None if that is not defined."""


class MappedFeed:
    """Reads one imported calendar. The first rule that matches an entry decides about it."""

    def __init__(self, feed: ImportedCalendar, origin: Path, template: MakeTemplate) -> None:
        self._feed = feed
        self._origin = origin
        self._templates = [self._template(rule, at, template) for at, rule in enumerate(feed.rules)]
        self._default = template(feed, feed.profile, origin) if feed.profile else None
        self._search = RuleSearch(feed.rules)
        self._left_out: defaultdict[str, list[FeedEntry]] = defaultdict(list)
        self._used: set[int] = set()

    def read(self, content: bytes, zone: ZoneInfo) -> FeedContent:
        """Return the fixtures of a file. `zone` is that of times without one.

        Raises:
            ValueError: the file is not a whole iCalendar file.
            PathProblemError: a rule cannot be applied.
        """
        feed = self._feed
        options = FeedOptions(
            feed.name,
            zone,
            is_given=feed.timezone is not None,
            mapped=feed.zones,
            all_day=feed.all_day is AllDay.HOLD,
        )
        result = read(content, self._select, options)
        result.notes += [_left_out(why, entries) for why, entries in self._left_out.items()]
        return result

    def unused_rules(self) -> Iterator[PathProblem]:
        """Yield a doubt about each rule that decided about no entry of the files read."""
        for number in range(len(self._feed.rules)):
            if number not in self._used:
                yield PathProblem((*self._origin, "rules", number), _UNUSED)

    def _select(self, entry: FeedEntry) -> FixtureTemplate | Status | None:
        try:
            number = self._search.first(entry)
        except SlowRuleError as error:
            path = (*self._origin, "rules", error.number)
            raise PathProblemError(PathProblem(path, str(error))) from None
        if number is None:
            if self._default is None:
                self._left_out["that match no rule"].append(entry)
            return self._default
        self._used.add(number)
        rule, template = self._feed.rules[number], self._templates[number]
        if rule.status is not Status.SCHEDULED:
            return rule.status
        if rule.leave_out:
            self._left_out[f"by rules[{number}]"].append(entry)
            return None
        if template is None:
            self._left_out[f"by rules[{number}], which has no profile"].append(entry)
        return template

    def _template(
        self, rule: FeedRule, number: int, template: MakeTemplate
    ) -> FixtureTemplate | None:
        profile = rule.profile or self._feed.profile
        if profile is None:
            return None
        changes = {"scale": rule.scale, "lasts": rule.lasts, "tags": rule.tags}
        given: dict[str, object] = {
            key: value for key, value in changes.items() if value is not None
        }
        if rule.lasts is not None:
            given["ends"] = None
        entry = self._feed.model_copy(update=given)
        return template(entry, profile, (*self._origin, "rules", number))


def _left_out(why: str, entries: Sequence[FeedEntry]) -> str:
    shown = [f"{each.title!r} (line {each.line})" for each in entries[:_SHOWN]]
    more = len(entries) - len(shown)
    listed = ", ".join([*shown, f"{more} more"] if more else shown)
    return f"left out {counted(len(entries), 'entry', 'entries')} {why}: {listed}"


class PathProblemError(Exception):
    """A part of the calendar cannot be applied."""

    def __init__(self, problem: PathProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem
