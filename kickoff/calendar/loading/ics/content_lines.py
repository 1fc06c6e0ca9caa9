"""Content lines of an iCalendar file, with their line numbers, by component (RFC 5545, 3.1)."""

import codecs
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# UTF-32 begins like UTF-16: its mark is tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Feeds end lines with CR LF, LF, CR, and CR CR LF after a second conversion.
_LINE = re.compile(r"([^\r\n]*)(\r*\n?)")
# A fold inside a UTF-8 character: its first bytes, the fold, its other bytes.
_SPLIT_CHARACTER = re.compile(rb"([\xc2-\xf4][\x80-\xbf]*)(\r*\n[ \t]|\r[ \t])([\x80-\xbf]+)")
_NAME = re.compile(r"\ufeff?([A-Za-z0-9-]+)")
# A zone without quotes, such as `(UTC+01:00) Amsterdam, Berlin`; no value after it has a colon.
_BARE_ZONE = re.compile(r';TZID=([^";]+)(?:;[A-Z-]+=[^";:]*)?:([^:]*)', re.IGNORECASE)
_PARAMETERS = re.compile(r'((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:])*)*):(.*)', re.IGNORECASE | re.DOTALL)
_ZONE = re.compile(r';TZID="?([^";]*)', re.IGNORECASE)
# Other lines that begin with BEGIN are text that the publisher did not fold.
_COMPONENT = re.compile(r"V[A-Z]+|STANDARD|DAYLIGHT|AVAILABLE|PARTICIPANT|X-[A-Z-]+")
_BEGINNING = "BEGIN:VCALENDAR"
# Many feeds have hundreds of entries of 10 lines. These bounds keep time near a second.
_MOST_LINES = 150_000
_MOST = {"VEVENT": 10_000, "VTIMEZONE": 500, "VCALENDAR": 50}
_DEEPEST = 10
_MOST_CHARACTERS = 20_000
MOST_OF_A_TEXT = 10_000
"""Characters of a title, a location, a description or categories that are read."""
TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION")
_CUT = frozenset((*TEXTS, "CATEGORIES"))
_SHOWN = 100
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class ContentLine:
    """An unfolded line; `number` is the line of the file on which it begins, from 1."""

    number: int
    name: str
    text: str

    def parts(self) -> tuple[str, str]:
        """Return the zone that a parameter names, or an empty text, and the value.

        Raises:
            ValueError: the line has no valid form, or is too long.
        """
        text = self.text[len(self.name) :]
        if len(text) > _MOST_CHARACTERS:
            raise ValueError(f"{self.name} has more than {_MOST_CHARACTERS:,} characters in a line")
        if bare := _BARE_ZONE.fullmatch(text):
            return bare[1], bare[2].strip()
        found = _PARAMETERS.fullmatch(text)
        if found is None:
            raise ValueError(f"{self.shown!r} has no valid form, such as NAME:value")
        zone = _ZONE.search(found[1])
        return zone[1] if zone else "", found[2].strip()

    @property
    def shown(self) -> str:
        """The line for a message."""
        return self.text if len(self.text) <= _SHOWN else f"{self.text[:_SHOWN]}..."

    def plain_value(self) -> str:
        """Return the text after the first colon, for a line without a valid form."""
        return self.text.partition(":")[2].strip()


@dataclass(slots=True)
class Component:
    """A component, such as VEVENT, with its own lines by name.

    `text` has all lines of a VTIMEZONE, with those of its subcomponents.
    """

    name: str
    number: int
    lines: dict[str, list[ContentLine]] = field(default_factory=lambda: defaultdict(list))
    text: list[str] = field(default_factory=list)


def components(content: bytes) -> list[Component]:
    """Return the calendars, zones and entries of a file in their order; the first is VCALENDAR.

    A component that is not closed ends where the next VEVENT begins.

    Raises:
        ValueError: the file is not an iCalendar file, it ends early, or it is too large.
    """
    text = decode(content).strip()
    if not text[: len(_BEGINNING)].upper().startswith(_BEGINNING):
        raise ValueError(f"not an iCalendar file: {_other_kind(content, text)}")
    found, is_open = _split(text)
    if is_open:
        raise ValueError(
            f"not an iCalendar file: it ends before END:{is_open[0].name}; fetch all of it again"
        )
    if not found:
        raise ValueError(f"not an iCalendar file: its first line is not {_BEGINNING}")
    return found


def _split(text: str) -> tuple[list[Component], list[Component]]:
    """Return the components of a text, and those that it does not close."""
    found: list[Component] = []
    is_open: list[Component] = []
    for line in _unfolded(text):
        kind = line.plain_value().upper() if line.name in {"BEGIN", "END"} else ""
        if line.name == "BEGIN" and _COMPONENT.fullmatch(kind):
            if kind == "VEVENT":
                del is_open[1:]
            is_open.append(Component(kind, line.number))
            found.append(is_open[-1])
            if len(is_open) > _DEEPEST:
                raise ValueError(f"line {line.number} is more than {_DEEPEST} components deep")
        elif is_open and line.name != "END":
            is_open[-1].lines[line.name].append(line)
        for zone in is_open:
            zone.text += [line.text] * (zone.name == "VTIMEZONE")
        if line.name == "END" and kind in {component.name for component in is_open}:
            while is_open.pop().name != kind:
                pass
    return _counted(found), is_open


def _counted(found: Iterable[Component]) -> list[Component]:
    """Return the components that are used; of each kind there is a number that is read."""
    used = [component for component in found if component.name in _MOST]
    for kind, count in Counter(component.name for component in used).items():
        if count > _MOST[kind]:
            raise ValueError(f"it has {count:,} {kind}; at most {_MOST[kind]:,} are read")
    return used


def calendars(found: Iterable[Component]) -> Iterator[list[Component]]:
    """Yield the components of each VCALENDAR of a file; that is the first of them."""
    group: list[Component] = []
    for component in found:
        if component.name == "VCALENDAR" and group:
            yield group
            group = []
        group.append(component)
    yield group


def _other_kind(content: bytes, text: str) -> str:
    """Describe another kind of file. It may hold credentials: none of its text is quoted."""
    if not text:
        return "it is empty; fetch it again"
    if content.startswith(_GZIP):
        return "it is compressed by gzip; unpack it"
    if text.startswith("<"):
        return "it is a web page; use the address behind Subscribe or iCal"
    return f"it does not begin with {_BEGINNING}; check the path or the address"


def decode(content: bytes) -> str:
    """Return the text of a file: by its byte order mark, else UTF-8, UTF-16 or Windows-1252.

    Without a mark, each line that is not UTF-8 is Windows-1252: one such line leaves the others.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    if b"\0" in content[:2]:
        encoding = "utf-16-be" if content.startswith(b"\0") else "utf-16-le"
        return content.decode(encoding, errors="replace")
    whole = _SPLIT_CHARACTER.sub(rb"\1\3\2", content)
    try:
        return whole.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(map(_decoded_line, whole.splitlines(keepends=True)))


def _decoded_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _unfolded(text: str) -> Iterator[ContentLine]:
    """Yield the lines; a line that begins with a blank continues the one before.

    Raises:
        ValueError: there are too many lines.
    """
    number, folded, index = 1, [""], 1
    for found in _LINE.finditer(text):
        line, end = found.groups()
        if line[:1] in {" ", "\t"} and folded[0]:
            folded.append(line[1:])
        else:
            yield from _named(number, "".join(folded))
            number, folded = index, [line]
        index += 1 if end.endswith("\n") else len(end)
        if index > _MOST_LINES:
            raise ValueError(f"it has more than {_MOST_LINES:,} lines; publish fewer entries")
    yield from _named(number, "".join(folded))


def _named(number: int, text: str) -> Iterable[ContentLine]:
    """Return the line, if it has a name. Only the beginning of a long text is kept."""
    found = _NAME.match(text)
    if found is None:
        return []
    name = found[1].upper()
    end = found.end() + MOST_OF_A_TEXT if name in _CUT else None
    return [ContentLine(number, name, text[found.start(1) : end].rstrip())]
