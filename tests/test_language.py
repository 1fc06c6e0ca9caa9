"""Plain English in code, comments, messages, docs and test names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = (
    "kickoff",
    "warmer",
    "prescaler",
    "simulator",
    "operations",
    "guards",
    "benchmarks",
    "scripts",
    "deploy",
    "docs",
    "tests",
)
FILES = ("README.md", "Makefile", "template.yaml", "config.yaml", "samconfig.toml", ".ci/run")
# Scripts have no suffix.
SUFFIXES = {"", ".py", ".js", ".mjs", ".cjs", ".java", ".md", ".yaml", ".css", ".html", ".j2"}

# Files and folders that are not rewritten yet. To be emptied.
UNFINISHED: set[str] = set()

BANNED = (
    "is to be",
    "are to be",
    "was to be",
    "were to be",
    "for ours",
    "so many",
    "of which",
    "had of",
    "is had",
    "are had",
    "whoever",
    "nobody can tell",
    "one that",
    "such as would",
    "tells",
    "is told",
    "are told",
    "was told",
    "were told",
    "be told",
    "speaks of",
)
OPENINGS = "What|Where|Who|Whose|Whom|Of|Those|How|That|Whether|Is|Are|Does|Did|Has|Was|Would"

# The words of a phrase may stand on two lines, in two strings, or in the name of a test.
_BETWEEN = r"(?:[\s_#*/]|f?[\"'])+"
_PHRASES = "|".join(phrase.replace(" ", _BETWEEN) for phrase in BANNED)
_PHRASE = re.compile(rf"(?<![a-z])(?<!\bthe )(?:{_PHRASES})(?![a-z])", re.IGNORECASE)
_OPENING = re.compile(rf"\W*(?:{OPENINGS})\b")
_DOC_COMMENT = re.compile(rf"/\*\*[\s*]*(?:{OPENINGS})\b")


def test_every_file_is_in_plain_english() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {words}"
        for path in _files()
        for line, words in faults(path.read_text(), python=path.suffix == ".py")
    ]
    assert not found, "Rewrite with subject, verb, object:\n" + "\n".join(found)


def test_unfinished_files_exist() -> None:
    assert [name for name in UNFINISHED if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('"""What is read."""', 1),
        ('def f():\n    """Whose quota it is."""', 2),
        ('class C:\n\n    """Is it ready?"""', 3),
        ("x = 1  # what is to be\ny = 2", 1),
        ("y = 2\n# of tables, so\n# many", 2),
        ('y = "there are so "\nz = (f"so " f"many {y}")', 2),
        ("def test_a_level_that_is_to_be_raised(): ...", 1),
    ],
)
def test_a_fault_of_python_is_found_with_its_line(text: str, line: int) -> None:
    assert [at for at, _ in faults(text, python=True)] == [line]


@pytest.mark.parametrize(
    "text",
    ["/** What it holds. */", "/**\n * Of the two. */", "give it to\nwhoever asks", "# is had"],
)
def test_a_fault_of_other_text_is_found(text: str) -> None:
    assert len(list(faults(text, python=False))) == 1


@pytest.mark.parametrize(
    "text",
    [
        '"""Return whether a level is ready."""',
        '"""The capacity.\n\nWhat follows may open in any way.\n"""',
        "def f():\n    return 'What is not a docstring'",
        "x = 1  # the one that was read, somebody\n",
        "of_whichever = someone_thats = 1",
    ],
)
def test_other_words_are_no_fault(text: str) -> None:
    assert list(faults(text, python=True)) == []


def faults(text: str, *, python: bool) -> Iterator[tuple[int, str]]:
    """Yield banned phrases, and openings that a docstring must not have, each with its line."""
    for match in _PHRASE.finditer(text):
        yield _line(text, match.start()), re.sub(_BETWEEN, " ", match[0])
    if not python:
        for match in _DOC_COMMENT.finditer(text):
            yield _line(text, match.start()), re.sub(r"[\s/*]+", " ", match[0]).strip()
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            docstring = ast.get_docstring(node)
            if docstring and _OPENING.match(docstring):
                yield node.body[0].lineno, docstring.partition("\n")[0]


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _files() -> list[Path]:
    found = [ROOT / name for name in FILES]
    for folder in FOLDERS:
        found += (path for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES)
    return sorted(path for path in found if path.is_file() and _is_checked(path))


def _is_checked(path: Path) -> bool:
    name = path.relative_to(ROOT)
    parts = {name.as_posix(), *(parent.as_posix() for parent in name.parents)}
    return path != Path(__file__) and not parts & UNFINISHED
