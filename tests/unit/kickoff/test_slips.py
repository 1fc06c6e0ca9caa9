"""One slip of a writer is one message, in words."""

import pytest

from tests.unit.kickoff.conftest import Loaded, Refused
from tests.unit.kickoff.files import BASE

_MANY = "".join(
    f"- {{name: Match {day}, kickoff: 2026-12-{day:02} 12:30, profile: league-match}}\n"
    for day in range(1, 21)
)
_LINE = "- {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match"


def test_a_misspelled_profile_of_twenty_fixtures_is_one_problem(refused: Refused) -> None:
    (problem,) = refused(f"{BASE}fixtures:\n{_MANY.replace('league-match', 'league-mach')}")

    assert problem.message.startswith("no profile 'league-mach'; did you mean 'league-match'?")
    assert problem.message.endswith(" and 14 more)")


def test_a_line_with_the_same_slip_twice_is_named_once(refused: Refused) -> None:
    slip = _LINE.removeprefix("- ").replace("league-match", "league-mach")
    text = f"{BASE}fixtures: [\n{slip}}}, {slip}}},\n{slip}}}]\n"
    (problem,) = refused(text)

    last = len(text.splitlines())
    assert problem.line == last - 1
    assert problem.message.endswith(f" (also in line {last})")


def test_a_profile_without_length_is_one_problem(refused: Refused) -> None:
    (problem,) = refused(f"{BASE.replace('    lasts: 2h', '')}fixtures:\n{_MANY}")

    assert problem.message.startswith("no length; set lasts here or in the profile 'league-match'")


def test_a_max_that_is_too_low_is_one_problem_of_each_dimension(refused: Refused) -> None:
    problems = refused(f"{BASE.replace('max: 4000', 'max: 100')}fixtures:\n{_MANY}")

    assert ["of prices.read at" in problem.message for problem in problems] == [True]


@pytest.mark.parametrize("slip", ["kickof: 2026-12-05 12:30", "start: 2026-12-05 12:30"])
def test_a_misspelled_key_is_not_missing_too(refused: Refused, slip: str) -> None:
    (problem,) = refused(f"{BASE}fixtures:\n- {{name: a, {slip}, profile: league-match}}\n")

    assert "kickoff" in problem.message


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        ("end: 22:00", "use lasts, such as 2h, or ends"),
        ("timezone: Europe/Madrid", "an offset of the kick-off"),
        ("duration: 2h", "use lasts"),
        ("demand: 5", "a demand is in a profile"),
    ],
)
def test_a_key_of_another_tool_names_ours(refused: Refused, key: str, advice: str) -> None:
    (problem,) = refused(f"{BASE}fixtures:\n{_LINE}, {key}}}\n")

    assert advice in problem.message


def test_the_billing_mode_of_another_tool_names_ours(refused: Refused) -> None:
    text = BASE.replace("    table: prices\n", "    table: prices\n    BillingMode: PROVISIONED\n")
    (problem,) = refused(text)

    assert "for prices, use billing: on-demand or provisioned" in problem.message


def test_a_billing_mode_is_one_of_two(refused: Refused) -> None:
    text = BASE.replace("    table: prices\n", "    table: prices\n    billing: PAY_PER_REQUEST\n")
    (problem,) = refused(text)

    assert "PAY_PER_REQUEST" in problem.message
    assert "'provisioned' or 'on-demand'" in problem.message


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("targets:\n\tprices:\n", 2, "a tab in the indentation: indent with spaces"),
        ("fixtures:\n- name: Cup: final\n", 2, "a colon inside a value: write it in quotes"),
        ("fixtures:\n- {name: Cup: final}\n", 2, "a colon inside a value: quote it"),
        ("fixtures:\n- name: @home\n", 2, "a value cannot begin with @: write it in quotes"),
        ("fixtures:\n- name: 'Cup\n", 3, "a quote that is not closed"),
        ("targets:\n  a: 1\n b: 2\n", 3, "the indentation does not fit the lines above"),
        ("targets:\n  a: 1\n   b: 2\n", 3, "or a line that is indented too far"),
    ],
)
def test_a_fault_of_yaml_is_in_words(refused: Refused, text: str, line: int, words: str) -> None:
    (problem,) = refused(text)

    assert problem.line == line
    assert words in problem.message


def test_a_missing_space_after_a_colon_is_one_problem(refused: Refused) -> None:
    (problem,) = refused(
        f"{BASE}fixtures:\n- {{name: a, kickoff:2026-12-05 12:30, profile: league-match}}\n"
    )

    assert problem.message == "unknown key; write a space after the colon"


def test_bst_is_no_zone_and_its_zone_is_named(refused: Refused) -> None:
    (problem,) = refused(BASE.replace("timezone: Europe/London", "timezone: BST"))

    assert "BST is a time of Europe/London, which follows its clock changes" in problem.message


def test_a_zone_after_a_kickoff_is_explained(refused: Refused) -> None:
    (problem,) = refused(f"{BASE}fixtures:\n{_LINE.replace('12:30', '12:30 BST')}}}\n")

    assert "no name of a zone: the calendar's timezone counts" in problem.message


@pytest.mark.parametrize(
    ("expression", "accepted"),
    [("rate(5 minutes)", "5m"), ("rate(1 hour)", "1h"), ("cron(0/5 * * * ? *)", "five cron")],
)
def test_an_expression_of_eventbridge_is_translated(
    refused: Refused, expression: str, accepted: str
) -> None:
    (problem,) = refused(BASE.replace("every: 5m", f"every: {expression}"))

    assert accepted in problem.message.partition("accepted: ")[2]


@pytest.mark.parametrize(
    ("phase", "fault"),
    [
        ("kickoff-1h", "1h before kick-off is before the window, which opens 20m before it"),
        ("end+45m", "45m after the end is not in the window, which closes 30m after it"),
        ("kickoff+3h", "1h after the end is not in the window"),
        ("end-3h", "1h before kick-off is before the window"),
    ],
)
def test_a_phase_outside_its_window_is_refused(refused: Refused, phase: str, fault: str) -> None:
    phases = f"    phases: [{{from: {phase}, share: 1}}]\n    demand:\n"
    (problem,) = refused(BASE.replace("    demand:\n", phases, 1))

    assert problem.path == ("profiles", "league-match", "phases", 0, "from")
    assert fault in problem.message


def test_a_share_of_0_is_harmless_anywhere(loaded: Loaded) -> None:
    phases = "    phases: [{from: kickoff-1h, share: 0}, {from: end, share: 1}]\n    demand:\n"
    assert loaded(BASE.replace("    demand:\n", phases, 1)).bounds
