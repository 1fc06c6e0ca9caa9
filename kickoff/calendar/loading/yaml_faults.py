"""Faults of YAML in words: what the parser found, and what to write instead."""

# Characters that YAML reserves at the beginning of a value.
_RESERVED = "@`%&*!|>"
_NO_FIT = "the indentation does not fit the lines above, or a value needs quotes"
# Parts of libyaml's and PyYAML's messages, in the order of the tests.
_MEANINGS = (
    ("mapping values are not allowed", "a colon inside a value: write it in quotes, 'Cup: final'"),
    ("',' or '}'", "a { that is not closed, a missing comma, or a colon inside a value: quote it"),
    ("',' or ']'", "a [ that is not closed, or a missing comma"),
    ("unexpected end of stream", "a quote that is not closed"),
    ("node content", "a missing value: a [ or { that is not closed, or a comma too many"),
    ("<document start>", "text after the end of the calendar"),
    ("escape character", "a backslash in double quotes: use single quotes"),
    ("comment or line break", "text after > or |: write it in quotes"),
    ("block sequence entries", "a list begins on a line of its own"),
    ("expected ':'", "a key without a colon after it"),
    ("expected key", _NO_FIT),
    ("expected '-'", _NO_FIT),
    ("expected <block end>", _NO_FIT),
)


def describe(problem: str, text: str, line: int, column: int) -> str:
    """Return a parser's message about a place of a text as advice. The place counts from 1."""
    rows = text.splitlines()
    row = rows[line - 1] if line <= len(rows) else ""
    found = row[column - 1 : column]
    if "\t" in row[: len(row) - len(row.lstrip())]:
        return "a tab in the indentation: indent with spaces"
    if found and found in _RESERVED and "token" in problem:
        return f"a value cannot begin with {found}: write it in quotes"
    if "mapping values" in problem and _is_deeper(rows, line):
        return "a colon inside a value, or a line that is indented too far"
    return next((meaning for part, meaning in _MEANINGS if part in problem), problem)


def _is_deeper(rows: list[str], line: int) -> bool:
    """Return whether a line is indented further than a line above that has a value already."""
    if line < 2:  # noqa: PLR2004 (the first line has none above)
        return False
    above, row = rows[line - 2], rows[line - 1]
    return len(row) - len(row.lstrip()) > len(above) - len(above.lstrip())
