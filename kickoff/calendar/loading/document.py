"""YAML as plain data with line numbers. Hostile files are refused early.

Plain scalars follow the YAML 1.2 core rules: `no` and `12:30` are text. Tags are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.reader import Reader

from kickoff.calendar.loading.yaml_faults import describe
from kickoff.calendar.model.problems import ConfigError, Path, Problem

# A calendar of 10,000 fixtures and 1,000 targets needs less than a quarter of each.
MAX_BYTES = 4_000_000
MAX_NODES = 250_000
MAX_DEPTH = 20

_INTEGER = re.compile(r"[-+]?[0-9]{1,40}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]{1,17}|[0-9]{1,15}(\.[0-9]{0,17})?)([eE][-+]?[0-9]{1,2})?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}

Scalar = str | int | float | bool | None
Data = Scalar | list["Data"] | dict[str, "Data"]


@dataclass(slots=True)
class Node:
    """A value of the file, with its line and column, and those of each key of a mapping.

    `size` is the number of nodes, this one included. Aliased nodes count each time.
    """

    line: int
    column: int
    value: "Scalar | list[Node] | dict[str, Node]" = None
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    size: int = 1

    def plain(self) -> Data:
        """Return the data without lines."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def locate(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Return line and column of the value (or key) at a path, or of its nearest parent."""
        node, at = self, (self.line, self.column)
        for part in path:
            if isinstance(node.value, dict) and isinstance(part, str) and part in node.value:
                at, node = node.keys[part], node.value[part]
            elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                at = (node.line, node.column)
            else:
                return at
        return at if key else (node.line, node.column)


def parse(text: str, file: str) -> tuple[Node, list[Problem]]:
    """Return the root of a document, and a problem for each duplicate key.

    Raises:
        ConfigError: the text is not YAML, is empty, or is too large or too deep, aliases expanded.
    """
    try:
        reader = _Reader(file, yaml.parse(text, Loader=_loader()))
        return reader.document(), reader.problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = f"not YAML: {describe(error.problem or '', text, line, column)}"
        raise ConfigError([Problem(file, message, (), line, column)]) from None
    except yaml.YAMLError:
        raise ConfigError([_unprintable(text, file)]) from None


def _unprintable(text: str, file: str) -> Problem:
    """Return the problem of a character that YAML does not allow."""
    found = Reader.NON_PRINTABLE.search(text)
    if found is None:
        return Problem(file, "not YAML")
    before = text[: found.start()]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    message = f"not YAML: the character U+{ord(found[0]):04X} is not allowed"
    return Problem(file, message, (), line, column)


def _loader() -> type[yaml.SafeLoader]:
    """Return the parser of libyaml, ten times as fast, if PyYAML was built with it."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Reader:
    """Builds nodes from events. Limits the depth, so recursion cannot exhaust Python's stack."""

    def __init__(self, file: str, events: Iterator[yaml.Event]) -> None:
        self.file = file
        self.events = events
        self.problems: list[Problem] = []
        self.anchors: dict[str, Node] = {}
        self.count = 0

    def document(self) -> Node:
        """Return the only document of the stream."""
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise self._refusal("a second document; a calendar is one document", event)
                root = self._node(next(self.events), depth=1)
        if root is None or root.value is None:
            problem = Problem(self.file, "the file is empty; it begins with 'version: 1'", (), 1, 1)
            raise ConfigError([problem])
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        self.count += 1
        if self.count > MAX_NODES:
            raise self._refusal(f"more than {MAX_NODES:,} values, aliases counted", event)
        if depth > MAX_DEPTH:
            raise self._refusal(f"nested deeper than {MAX_DEPTH} levels", event)
        if isinstance(event, yaml.AliasEvent):
            return self._aliased(event)
        node = Node(*_begin(event))
        before = self.count
        if isinstance(event, yaml.ScalarEvent):
            node.value = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node.value = [
                self._node(item, depth + 1) for item in self._until(yaml.SequenceEndEvent)
            ]
        else:
            node.value = {}
            for key in self._until(yaml.MappingEndEvent):
                self._entry(node, node.value, key, depth)
        node.size += self.count - before
        if (anchor := getattr(event, "anchor", None)) is not None:
            self.anchors[anchor] = node
        return node

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        return iter(lambda: self._next_but(end), None)

    def _next_but(self, end: type[yaml.Event]) -> yaml.Event | None:
        event = next(self.events)
        return None if isinstance(event, end) else event

    def _entry(self, node: Node, value: dict[str, Node], event: yaml.Event, depth: int) -> None:
        """Read one key and its value. Of two equal keys the first is kept."""
        if not isinstance(event, yaml.ScalarEvent):
            raise self._refusal("a key must be text", event)
        key, begin = event.value, _begin(event)
        child = self._node(next(self.events), depth + 1)
        if key in value:
            first = node.keys[key][0]
            message = f"duplicate key {key!r}; first in line {first}"
            self.problems.append(Problem(self.file, message, (), *begin))
            return
        value[key], node.keys[key] = child, begin

    def _aliased(self, event: yaml.AliasEvent) -> Node:
        node = self.anchors.get(event.anchor or "")
        if node is None:
            message = f"the alias *{event.anchor} has no complete anchor above; quote plain text"
            raise self._refusal(message, event)
        self.count += node.size - 1
        return node

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        if event.tag is not None:
            raise self._refusal(f"the tag {event.tag} is not accepted; write plain YAML", event)
        text = event.value
        if not event.implicit[0]:
            return text
        if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if _INTEGER.fullmatch(text):
            return int(text)
        return float(text) if _NUMBER.fullmatch(text) else text

    def _refusal(self, message: str, event: yaml.Event) -> ConfigError:
        return ConfigError([*self.problems, Problem(self.file, message, (), *_begin(event))])


def _begin(event: yaml.Event) -> tuple[int, int]:
    """Return the line and column of an event, counted from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
