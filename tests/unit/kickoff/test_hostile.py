"""Files that are not calendars, and hostile files: one message."""

from pathlib import Path

import pytest

from kickoff.calendar import ConfigError, load
from tests.unit.kickoff.conftest import Loaded, Refused
from tests.unit.kickoff.files import BASE, READ, WRITE


def _bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, levels):
        aliases = ", ".join([f"*a{level - 1}"] * 10)
        lines.append(f"a{level}: &a{level} [{aliases}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        ("", (1, 1), "the file is empty; it begins with 'version: 1'"),
        ("# a comment\n", (1, 1), "the file is empty"),
        ("~\n", (1, 1), "the file is empty"),
        ("- a\n", (1, 1), "a calendar is a mapping"),
        ("kick-off\n", (1, 1), "a calendar is a mapping"),
        ("version: 1\nfixtures: [}\n", (2, 12), "not YAML"),
        (
            "version: 1\nfixtures: [",
            (3, 1),
            "not YAML: a missing value: a [ or { that is not closed",
        ),
        ("version: 1\n...\nfixtures: []\n", (3, 1), "not YAML: text after the end"),
        ('version: 1\nmode: "\\q"\n', (2, 8), "not YAML: a backslash in double quotes"),
        ("version: 1\nmode: >act\n", (2, 8), "not YAML: text after > or |"),
        ("version: 1\n\tfixtures: []\n", (2, 1), "not YAML"),
        ('version: "1\n', (2, 1), "not YAML"),
        ("version: 1\ntimezone: Lon\x01don\n", (2, 14), "the character U+0001 is not allowed"),
        ("version: 1\nzönë: Lon\x00don\n", (2, 10), "the character U+0000 is not allowed"),
        (b"version: 1\ntimezone: \xff\n", (2, 11), "not UTF-8"),
        ("version: 1\n".encode("utf-16"), (1, 1), "not UTF-8"),
        ("version: 1\n---\nversion: 1\n", (2, 1), "a second document"),
        ("version: !!int 1\n", (1, 10), "the tag tag:yaml.org,2002:int is not accepted"),
        ("version: !!python/object/apply:os.getcwd []\n", (1, 10), "a list"),
        ("? [a]\n: 1\n", (1, 3), "a key must be text"),
        ("a: *b\n", (1, 4), "the alias *b has no complete anchor above"),
        ("a: &a [*a]\n", (1, 8), "the alias *a has no complete anchor above"),
        (_bomb(9), (6, 20), "more than 250,000 values, aliases counted"),
        ("[" + "1," * 260_000 + "1]", (1, 500_000), "more than 250,000 values"),
        ("[" * 10_000 + "]" * 10_000, (1, 21), "nested deeper than 20 levels"),
        ("{a: " * 10_000 + "}" * 10_000, (1, 81), "nested deeper than 20 levels"),
        ("- " * 10_000, (1, 41), "nested deeper than 20 levels"),
        ("? " * 10_000, (1, 3), "a key must be text"),
        ("\n".join(" " * depth + "a:" for depth in range(1_000)), (21, 21), "nested deeper"),
        ("[" * 3_999_999, (1, 21), "nested deeper than 20 levels"),
        ("a" * 4_000_001, (None, None), "larger than 4,000,000 bytes"),
    ],
)
def test_a_hostile_file_is_refused_with_one_message(
    refused: Refused, content: str | bytes, place: tuple[int | None, int | None], message: str
) -> None:
    (problem,) = refused(content)
    assert message in problem.message
    assert (problem.line, problem.column) == place


def test_a_file_of_fifty_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(ConfigError, match="larger than"):
        load(path)


@pytest.mark.parametrize(
    ("name", "message"),
    [(".", "is a directory"), ("nowhere.yaml", "no such file"), ("/dev/null", "no such file")],
)
def test_a_path_without_a_file_is_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(ConfigError, match=f"{message}; name a calendar with --config"):
        load(tmp_path / name)


def test_a_byte_order_mark_is_accepted(loaded: Loaded) -> None:
    assert loaded("\ufeff" + BASE).bounds == loaded(BASE).bounds


def test_an_alias_of_moderate_size_is_accepted(loaded: Loaded) -> None:
    (good, aliased) = "read: {baseline: 50, max: 4000}", "read: &bounds {baseline: 50, max: 4000}"
    text = BASE.replace(good, aliased).replace("write: {baseline: 20, max: 2000}", "write: *bounds")
    bounds = loaded(text).bounds
    assert bounds[WRITE] == bounds[READ]


@pytest.mark.parametrize("name", ["<table>", "<function>", "[key]", "version", "from"])
def test_any_text_can_be_a_name(refused: Refused, name: str) -> None:
    text = BASE.replace("  prices:\n    table:", f'  "{name}":\n    tabel:')
    assert ("targets", name) in {problem.path[:2] for problem in refused(text)}


def test_each_duplicate_of_a_key_is_reported(refused: Refused) -> None:
    problems = refused("version: 1\n" * 50)
    assert [problem.line for problem in problems] == list(range(2, 51))
