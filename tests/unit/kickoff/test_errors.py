"""Problems of a calendar: one message for each, with line, column and path."""

import pytest

from kickoff.calendar.model.problems import dotted
from tests.unit.kickoff.conftest import Refused
from tests.unit.kickoff.files import BASE, PROFILES, TARGETS

_FIXTURE = "- {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match}\n"
_GOOD = f"""{BASE}fixtures:
{_FIXTURE}recurring:
- {{name: night, cron: "0 20 * * TUE", profile: league-match, from: 2026-09-15}}
"""


def _place(text: str, mark: str) -> tuple[int, int]:
    before = text[: text.index(mark)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


# Valid text and its replacement. » marks the reported place, and is removed.
@pytest.mark.parametrize(
    ("good", "bad", "path", "message"),
    [
        # Wrong types.
        ("version: 1", "version: »one", "version", "got 'one'; accepted: 1"),
        ("version: 1", "version: »2", "version", "has format 2, and this kickoff reads 1"),
        ("version: 1", "version: »true", "version", "got true"),
        ("version: 1", "version: »1.0", "version", "got 1.0"),
        ("timezone: Europe/London", "timezone: »[a]", "timezone", "a time zone's name"),
        ("Europe/London", "»Europe/Lundon", "timezone", "'Europe/London'?"),
        ("Europe/London", "»../../etc/passwd", "timezone", "a time zone's name"),
        ("Europe/London", "»Europe", "timezone", "a time zone's name"),
        (TARGETS, "version: 1\ntargets: »5\n", "targets", "got 5; accepted: a mapping"),
        (PROFILES, "profiles: »[a]\n", "profiles", "got a list; accepted: a mapping"),
        ("table: prices", "table: »5", "targets.prices.table", "accepted: text"),
        ("table: prices", "table: »p!", "targets.prices.table", "match pattern"),
        (
            "  prices:\n    table: prices\n    ",
            "  prices:\n    »",
            "targets.prices",
            "one resource by its key: table, function",
        ),
        (
            "table: prices\n",
            "»table: prices\n    function: f\n",
            "targets.prices",
            "one resource by its key: table, function",
        ),
        ("{baseline: 50, max: 4000}", "»50", "targets.prices.read", "got 50; accepted: a mapping"),
        ("qualifier: live", "qualifier: »''", "targets.pricing.qualifier", "match pattern"),
        ("every: 5m", "every: »5", "targets.pricing.warm.every", "with its unit"),
        ("every: 5m", "every: »90s", "targets.pricing.warm.every", "whole minutes"),
        ("every: 5m", "every: »0m", "targets.pricing.warm.every", "whole minutes"),
        ("every: 5m", 'every: »"* * *"', "targets.pricing.warm.every", "five cron"),
        ("every: 5m", 'every: »"0 0 31 2 *"', "targets.pricing.warm.every", "ever fires"),
        (
            "warm: {baseline: 2, max: 200, every: 5m}",
            "»warm: {baseline: 2, max: 200}",
            "targets.pricing.warm.every",
            "missing",
        ),
        ("lasts: 2h", "lasts: »2", "profiles.league-match.lasts", "with its unit"),
        ("lasts: 2h", "lasts: »0h", "profiles.league-match.lasts", "longer than nothing"),
        ("lasts: 2h", "lasts: »32d", "profiles.league-match.lasts", "at most 31d"),
        ("lead: 20m", "lead: »-20m", "profiles.league-match.lead", "with its unit"),
        ("tail: 30m", "tail: »later", "profiles.league-match.tail", "with its unit"),
        ("read: 1200", "read: »[1]", "profiles.league-match.demand.prices.read", "number"),
        ("name: Leeds v Derby", "name: »5", "fixtures[0].name", "got 5; accepted: text"),
        ("name: Leeds v Derby", "name: »''", "fixtures[0].name", "at least 1 character"),
        ("2026-12-05 12:30", "»2026-12-05", "fixtures[0].kickoff", "date and time"),
        ("2026-12-05 12:30", "»2026-02-30 12:30", "fixtures[0].kickoff", "that exist"),
        ("2026-12-05 12:30", "»2926-12-05 12:30", "fixtures[0].kickoff", "1970 to 2100"),
        ("from: 2026-09-15", "from: »soon", "recurring[0].from", "a date that exists"),
        ("from: 2026-09-15", "except: »5", "recurring[0].except", "accepted: a list"),
        ("from: 2026-09-15", "except: [»x]", "recurring[0].except[0]", "a date that exists"),
        (_FIXTURE, "- »5\n", "fixtures[0]", "got 5; accepted: a mapping"),
        (_FIXTURE, "-» \n", "fixtures[0]", "got nothing; accepted: a mapping"),
        ("fixtures:\n" + _FIXTURE, "fixtures: »1\n", "fixtures", "accepted: a list"),
        # Numbers out of range.
        ("max: 4000", "max: »0", "targets.prices.read.max", "equal to 1"),
        ("max: 4000", "max: »-1", "targets.prices.read.max", "greater than or equal to 1"),
        ("max: 4000", "max: »40.5", "targets.prices.read.max", "a whole number"),
        ("max: 4000", "max: »'4000'", "targets.prices.read.max", "a whole number"),
        ("max: 4000", "max: »true", "targets.prices.read.max", "got true"),
        ("max: 4000", "max: ».nan", "targets.prices.read.max", "a whole number"),
        ("max: 4000", f"max: »{10**30}", "targets.prices.read.max", "to 100000000"),
        ("max: 4000", "max: »" + "9" * 5000, "targets.prices.read.max", "a whole number"),
        ("{baseline: 50", "»{baseline: 5000", "targets.prices.read", "at most max"),
        ("read: {baseline: 50, ", "»read: {", "targets.prices.read.baseline", "missing"),
        ("read: 1200", "read: »-1", "profiles.league-match.demand.prices.read", "to 0"),
        ("read: 1200", "read: »0.5", "profiles.league-match.demand.prices.read", "whole"),
        ("12:30,", "12:30, scale: »0,", "fixtures[0].scale", "to 0.001"),
        ("12:30,", "12:30, scale: »1001,", "fixtures[0].scale", "to 1000"),
        ("12:30,", "12:30, scale: ».inf,", "fixtures[0].scale", "a number"),
        ("12:30,", "12:30, scale: »true,", "fixtures[0].scale", "a number"),
        ("12:30,", f"12:30, scale: »{10**39},", "fixtures[0].scale", "to 1000"),
        ("12:30,", "12:30, fold: »2,", "fixtures[0].fold", "accepted: 0 or 1"),
        ("12:30,", "12:30, fold: »true,", "fixtures[0].fold", "got true"),
        ("12:30,", "12:30, status: »off,", "fixtures[0].status", "'postponed'"),
        (
            "tail: 30m",
            "phases: [{from: kickoff, share: »1.5}]",
            "profiles.league-match.phases[0].share",
            "less than or equal to 1",
        ),
        (
            "tail: 30m",
            "phases: [{from: »halftime, share: 1}]",
            "profiles.league-match.phases[0].from",
            "kickoff or end",
        ),
        # Unknown references, and duplicates.
        (
            "profile: league-match}",
            "profile: »league-mach}",
            "fixtures[0].profile",
            "no profile 'league-mach'; did you mean 'league-match'?",
        ),
        (
            "      prices: {read: 1200",
            "      »price: {read: 1200",
            "profiles.league-match.demand.price",
            "no target 'price'; did you mean 'prices'?",
        ),
        (
            "pricing: {warm: 40}",
            "pricing: {»read: 40}",
            "profiles.league-match.demand.pricing.read",
            "'pricing' has no dimension 'read'",
        ),
        (
            "by-fixture: {write: 400}",
            "by-fixtures: {»write: 400}",
            "profiles.league-match.demand.prices.indexes.by-fixtures.write",
            "did you mean 'by-fixture.write'?",
        ),
        (
            PROFILES,
            "  »again: {table: prices, read: {baseline: 1, max: 2}}\n" + PROFILES,
            "targets.again",
            "the same table as the target 'prices'",
        ),
        (
            PROFILES,
            "  »two: {function: pricing, qualifier: live, provisioned: {baseline: 1, max: 2}}\n"
            + PROFILES,
            "targets.two",
            "the same function as the target 'pricing'",
        ),
        (
            "  prices:\n    table",
            "  none: »{table: none}\n  prices:\n    table",
            "targets.none",
            "something with a level",
        ),
        (
            "lasts: 2h\n    lead",
            "lead: 1h\n    »lead",
            "",
            "duplicate key 'lead'; first in line",
        ),
        ("{name: night", "»{until: 2025-01-01, name: night", "recurring[0]", "on or after from"),
    ],
)
def test_each_problem_is_reported_at_its_place(
    refused: Refused, good: str, bad: str, path: str, message: str
) -> None:
    assert good in _GOOD
    text = _GOOD.replace(good, bad, 1)
    problem = refused(text.replace("»", ""))[0]
    assert (problem.line, problem.column) == _place(text, "»")
    assert dotted(problem.path) == path
    assert message in problem.message


@pytest.mark.parametrize(
    ("after", "path", "known"),
    [
        ("version: 1\n", "targetz", "targets"),
        ("    table: prices\n    ", "targets.prices.combin", "combine"),
        ("read: {", "targets.prices.read.maxx", "max"),
        ("by-fixture: {write: {", "targets.prices.indexes.by-fixture.write.basline", "baseline"),
        ("warm: {", "targets.pricing.warm.evry", "every"),
        ("lasts: 2h\n    ", "profiles.league-match.leed", "lead"),
        ("pricing: {warm: 40", "profiles.league-match.demand.pricing.warn", "warm"),
        ("- {", "fixtures[0].kickof", "kickoff"),
        ('- {name: night, cron: "0 20 * * TUE", ', "recurring[0].untill", "until"),
    ],
)
def test_an_unknown_key_is_reported_with_the_nearest_known_key(
    refused: Refused, after: str, path: str, known: str
) -> None:
    word = path.rpartition(".")[2]
    if after.endswith("\n") or (after.endswith(" ") and not after.endswith(", ")):
        added = f"{word}: 1\n" + " " * (len(after) - len(after.rstrip(" ")))
    else:
        added = f", {word}: 1" if after.endswith("40") else f"{word}: 1, "
    text = _GOOD.replace(after, after + added, 1)
    problem = next(each for each in refused(text) if "unknown key" in each.message)
    assert (problem.line, problem.column) == _place(text, word)
    assert dotted(problem.path) == path
    assert f"did you mean {known!r}?" in problem.message


def test_a_message_has_file_line_column_path_and_value(refused: Refused) -> None:
    (problem,) = refused("version: 1\ntimezone: Mars\n")
    assert str(problem).startswith(f"{problem.file}:2:11: timezone: got 'Mars'; accepted: a time")


def test_all_problems_of_a_file_are_reported_at_once(refused: Refused) -> None:
    reported = [
        (problem.line, dotted(problem.path), problem.message.partition(";")[0])
        for problem in refused(_BROKEN)
    ]
    assert reported == [
        (2, "timezone", "got 'Europe/Lundon'"),
        (6, "targets.prices.read", "got a baseline of 900"),
        (7, "targets.prices.wriite", "unknown key"),
        (8, "targets.fine", "the same table as the target 'first'"),
        (9, "targets.pricing.warm.every", "got '5 minutes'"),
        (12, "profiles.match.demand.first.write", "'first' has no dimension 'write'"),
        (12, "profiles.match.demand.nowhere", "no target 'nowhere'"),
        (13, "profiles.wrong.lasts", "got 2"),
        (14, "", "duplicate key 'match'"),
        (17, "fixtures[0].profile", "no profile 'mtach'"),
        (18, "fixtures[1].kickoff", "got '2026-12-05'"),
        (19, "fixtures[2].scale", "got -1"),
        (20, "fixtures[3]", _TOO_MUCH),
        (22, "recurring[0].cron", "got '0 0 30 2 *'"),
        (23, "recurring[1]", "no length"),
        (25, "calendars[0].ics", "'nowhere.ics': no such file"),
    ]


_TOO_MUCH = "final needs 600 of first.read at 2026-12-05 15:00Z, where its max is 500"
_BROKEN = """\
version: 1
timezone: Europe/Lundon
targets:
  first: {table: same, read: {baseline: 1, max: 500}}
  prices: {table: prices,
    read: {baseline: 900, max: 100},
    wriite: {baseline: 1, max: 2}}
  fine: {table: same, read: {baseline: 1, max: 2}}
  pricing: {function: pricing, warm: {baseline: 1, max: 9, every: 5 minutes}}
profiles:
  match: {lasts: 2h, demand: {prices: {read: 1},
    first: {read: 300, write: 3}, nowhere: {read: 1}}}
  wrong: {lasts: 2}
  match: {lasts: 1h}
  short: {lead: 1h}
fixtures:
- {name: a, kickoff: 2026-12-05 12:30, profile: mtach}
- {name: b, kickoff: 2026-12-05, profile: match}
- {name: c, kickoff: 2026-12-05 12:30, profile: match, scale: -1}
- {name: final, kickoff: 2026-12-05 15:00, profile: match, scale: 2}
recurring:
- {name: d, cron: 0 0 30 2 *, profile: match}
- {name: e, cron: 0 20 * * TUE, profile: short}
calendars:
- {ics: nowhere.ics, profile: match}
"""


def test_a_fixture_without_a_length_is_reported_at_its_line(refused: Refused) -> None:
    (first, *_) = refused(_GOOD.replace("    lasts: 2h\n", ""))
    assert dotted(first.path) == "fixtures[0]"
    assert "no length; set lasts here or in the profile 'league-match'" in first.message


def test_only_the_first_of_many_problems_are_shown_and_the_others_counted(refused: Refused) -> None:
    lines = "".join(f"- {number}\n" for number in range(150))
    problems = refused(f"{BASE}fixtures:\n{lines}")
    assert len(problems) == 150
