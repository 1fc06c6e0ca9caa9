"""Changes of one value in a YAML text. Everything else keeps its place: comments, order, style.

Each change is checked: the new text, read as a calendar is read, has the intended data.
"""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import yaml

from kickoff.calendar.loading.document import Data, parse
from kickoff.calendar.model.problems import ConfigError, Path

_PLAIN = re.compile(
    r"[A-Za-z](?:[\w ./&'()+-]*[\w.)])?|\d{4}-\d\d-\d\d(?: \d\d:\d\d\S*)?|\d{1,4}[mh]"
)
_WORDS = {"null", "true", "false"}
_INDENT = "  "


class EditError(Exception):
    """A text that cannot be changed without harm. The message says what to write by hand."""


def append(text: str, path: Path, item: Data) -> str:
    """Add an item to the list at a path. A missing list is made.

    Raises:
        EditError: the text is written in a way that cannot be changed safely.
    """
    root = _compose(text)
    found = _find(root, path)
    if found is None:
        changed = _put(text, root, path, [item])
    elif isinstance(found, yaml.SequenceNode):
        changed = _append(text, root, found, item)
    else:
        raise EditError(_by_hand(path, item))
    return _checked(text, changed, path, item, is_new=True)


def put(text: str, path: Path, value: Data) -> str:
    """Set the value of a key; `path` ends with the key.

    Raises:
        EditError: the text is written in a way that cannot be changed safely.
    """
    root = _compose(text)
    return _checked(text, _put(text, root, path, value), path, value, is_new=False)


def read(text: str) -> Data:
    """Return the data of a text, as a calendar is read."""
    return parse(text, "calendar")[0].plain()


def flow(value: Data) -> str:
    """Return a value on one line, without quotes where YAML needs none."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{flow(key)}: {flow(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


def _compose(text: str) -> yaml.Node:
    loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    node = yaml.compose(text, Loader=loader)
    if node is None:
        raise EditError("the calendar is empty")
    return node


def _find(root: yaml.Node, path: Path) -> yaml.Node | None:
    node: yaml.Node | None = root
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
        else:
            return None
    return node


def _append(text: str, root: yaml.Node, found: yaml.SequenceNode, item: Data) -> str:
    write = _writer(root)
    if not found.flow_style:
        line = f"{' ' * found.start_mark.column}- {write(item)}"
        return _insert_line(text, _end(found), line)
    if found.value:
        return _splice(text, _end(found.value[-1]), f", {write(item)}")
    start, end = found.start_mark.index, found.end_mark.index
    is_block = write is flow and isinstance(item, dict)
    new = f"{_newline(text)}{_INDENT}- {write(item)}" if is_block else f"[{write(item)}]"
    return text[:start].rstrip(" " * is_block) + new + text[end:]


def _put(text: str, root: yaml.Node, path: Path, value: Data) -> str:
    write, key = _writer(root), path[-1]
    old = _find(root, path)
    if old is not None:
        return text[: old.start_mark.index] + write(value) + text[_end(old) :]
    parent = _find(root, path[:-1])
    if not isinstance(parent, yaml.MappingNode) or not parent.value:
        raise EditError(_by_hand(path, value))
    last = _end(parent.value[-1][1])
    if parent.flow_style:
        return _splice(text, last, f", {write(str(key))}: {write(value)}")
    indent = " " * parent.start_mark.column
    if isinstance(value, list) and len(path) == 1:
        items = "".join(f"{_newline(text)}{_INDENT}- {write(each)}" for each in value)
        return _insert_line(text, last, f"{key}:{items}")
    return _insert_line(text, last, f"{indent}{key}: {write(value)}")


def _writer(root: yaml.Node) -> Callable[[Data], str]:
    """Return the writer of values; a text that is JSON stays JSON."""
    is_json = isinstance(root, yaml.CollectionNode) and root.flow_style
    return json.dumps if is_json else flow


def _end(node: yaml.Node) -> int:
    """Return the end of a node's last value; a block collection ends after later comments."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    return int(node.end_mark.index)


def _insert_line(text: str, after: int, line: str) -> str:
    """Insert a line below the line of a position. A block of text ends with its last character."""
    end = len(text[:after].rstrip())
    found = re.compile(r"\r?\n|$").search(text, end)
    return _splice(text, found.start() if found else len(text), _newline(text) + line)


def _splice(text: str, at: int, new: str) -> str:
    return text[:at] + new + text[at:]


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _checked(text: str, changed: str, path: Path, value: Data, *, is_new: bool) -> str:
    """Return the changed text if its data is the old one with the change, and nothing else."""
    expected = deepcopy(read(text))
    parent: Any = expected
    for part in path[:-1]:
        parent = parent[part]
    if is_new:
        parent.setdefault(path[-1], []).append(value)
    else:
        parent[path[-1]] = value
    try:
        if read(changed) == expected:
            return changed
    except ConfigError:
        pass
    raise EditError(_by_hand(path, value))


def _by_hand(path: Path, value: Data) -> str:
    section, *_ = path
    return (
        f"{section} is written in a way that kickoff does not change (an alias, or a kind of list "
        f"that it does not know): change it by hand, with {flow(value)}"
    )
