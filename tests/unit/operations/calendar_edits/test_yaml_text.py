"""A change of one value leaves all other bytes of a calendar's file as they are."""

from difflib import ndiff
from json import dumps
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kickoff.calendar.loading.document import Data
from operations.calendar_edits.yaml_text import EditError, append, put, read

ENTRY: dict[str, Data] = {"name": "Leeds v Derby", "kickoff": "2026-12-05 19:45"}
LINE = "{name: Leeds v Derby, kickoff: 2026-12-05 19:45}"
SAMPLE = (Path(__file__).parents[4] / "config.yaml").read_text()
NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1) | st.sampled_from(
    [
        "yes",
        "null",
        "True",
        "1e5",
        "12:30",
        "a: b",
        "a #b",
        "- x",
        "{a}",
        "Leeds, Derby",
        "'q'",
        "*a",
    ]
)


def changed_lines(before: str, after: str) -> list[str]:
    lines = ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line.startswith(("+", "-"))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("fixtures:\n  - {name: a}\n", f"fixtures:\n  - {{name: a}}\n  - {LINE}\n"),
        ("fixtures:\n- name: a # b\n\n# c\n", f"fixtures:\n- name: a # b\n- {LINE}\n\n# c\n"),
        ("fixtures:\n- name: a\nz: 1", f"fixtures:\n- name: a\n- {LINE}\nz: 1"),
        ("fixtures: []  # none\n", f"fixtures:\n  - {LINE}  # none\n"),
        ("fixtures: [{name: a}]\n", f"fixtures: [{{name: a}}, {LINE}]\n"),
        ("version: 1\n", f"version: 1\nfixtures:\n  - {LINE}\n"),
        ("version: 1", f"version: 1\nfixtures:\n  - {LINE}"),
        ("a: é\r\nfixtures:\r\n- name: b\r\n", f"a: é\r\nfixtures:\r\n- name: b\r\n- {LINE}\r\n"),
        (
            "fixtures:\n- name: |\n    a\n\nz: 1\n",
            f"fixtures:\n- name: |\n    a\n- {LINE}\n\nz: 1\n",
        ),
        ('{"fixtures": []}', f'{{"fixtures": [{dumps(ENTRY)}]}}'),
    ],
)
def test_a_fixture_follows_the_last_one_in_the_style_of_the_list(before: str, after: str) -> None:
    assert append(before, ("fixtures",), ENTRY) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f:\n- {name: a}\n", "f:\n- {name: a, status: cancelled}\n"),
        ("f:\n- {name: a,\n   x: 1} # b\n", "f:\n- {name: a,\n   x: 1, status: cancelled} # b\n"),
        ("f:\n- name: a # b\n", "f:\n- name: a # b\n  status: cancelled\n"),
        ("f:\n- {status: 'postponed'} # b\n", "f:\n- {status: cancelled} # b\n"),
    ],
)
def test_a_key_is_set_in_the_style_of_its_entry(before: str, after: str) -> None:
    assert put(before, ("f", 0, "status"), "cancelled") == after


def test_a_day_joins_the_days_left_out_of_a_rule() -> None:
    changed = append(SAMPLE, ("recurring", 0, "except"), "2026-12-04")
    assert "except: [2026-12-25, 2026-12-04]}" in changed
    first = append(SAMPLE, ("recurring", 1, "except"), "2026-12-26")
    assert "profile: price-boost, except: [2026-12-26]}" in first


def test_one_line_of_the_sample_changes() -> None:
    added = append(SAMPLE, ("fixtures",), ENTRY)
    assert changed_lines(SAMPLE, added) == [f"+   - {LINE}"]


@given(name=NAMES)
def test_any_name_is_read_back_as_it_was_given(name: str) -> None:
    changed = append("fixtures:\n- {name: a}\n", ("fixtures",), {"name": name})
    assert read(changed) == {"fixtures": [{"name": "a"}, {"name": name}]}


@pytest.mark.parametrize(
    "text",
    [
        "a: &x\n- {name: a}\nfixtures: *x\n",
        "a: &x {name: a}\nfixtures:\n- *x\nz: 1\n",
        "fixtures: 5\n",
    ],
)
def test_a_text_that_cannot_be_changed_safely_is_refused_with_the_line_to_write(text: str) -> None:
    with pytest.raises(EditError, match=r"change it by hand, with \{name: Leeds v Derby"):
        append(text, ("fixtures",), ENTRY)
