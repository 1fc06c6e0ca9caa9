"""All rules of a feed together have a limit of processor time."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from kickoff.calendar.loading.ics import FeedEntry, FeedOptions, read
from kickoff.calendar.loading.rule_search import RuleSearch, SlowRuleError
from kickoff.calendar.model.mapping import FeedRule
from tests.unit.kickoff.feeds import entry, feed

_TITLES = ("Leeds v Derby", "Hull v Stoke", "Luton v Bury")


def _entries() -> Iterator[FeedEntry]:
    found: list[FeedEntry] = []
    lines = [line for title in _TITLES for line in entry("DTSTART:20261205", uid="", title=title)]
    read(
        feed(*lines).encode(),
        found.append,
        FeedOptions("league.ics", ZoneInfo("UTC")),
    )
    return iter(found)


class _Clock:
    """A clock on which the rules of an entry take given times, one after the other."""

    def __init__(self, *seconds: float) -> None:
        self._readings = self._run(seconds)

    @staticmethod
    def _run(seconds: tuple[float, ...]) -> Iterator[float]:
        now = 0.0
        while True:
            yield now
            for each in seconds:
                now += each
                yield now

    def __call__(self) -> float:
        return next(self._readings)


def _rules(*titles: str) -> list[FeedRule]:
    return [FeedRule.model_validate({"title": title}) for title in titles]


def test_the_slowest_rule_is_named_with_the_line_at_which_the_time_is_over() -> None:
    search, entries = RuleSearch(_rules("x", "/z/"), _Clock(0.1, 0.35)), _entries()
    assert [search.first(next(entries)) for _ in range(2)] == [None, None]
    with pytest.raises(SlowRuleError, match=r"'Luton v Bury' \(line 11 of the feed\)") as error:
        search.first(next(entries))
    assert error.value.number == 1
    assert "longer than 1 s" in str(error.value)
    assert "1.0 s" in str(error.value)


def test_the_time_is_counted_for_each_value_of_a_property() -> None:
    lines = entry("DTSTART:20261205T150000Z", "CATEGORIES:" + ",".join("abcdefghij"))
    found: list[FeedEntry] = []
    read(feed(*lines).encode(), found.append, FeedOptions("league.ics", ZoneInfo("UTC")))
    rule = FeedRule.model_validate({"category": "x"})
    with pytest.raises(SlowRuleError, match="longer than 1 s"):
        RuleSearch([rule], _Clock(*[0.15] * 11)).first(found[0])


def test_rules_within_the_limit_find_the_first_that_matches() -> None:
    search = RuleSearch(_rules("x", "*v*", "Leeds*"), _Clock(0.1, 0.1))
    assert search.first(next(_entries())) == 1
