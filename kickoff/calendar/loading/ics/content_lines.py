"""Content lines of an iCalendar file, with their line numbers, by component (RFC 5545, 3.1)."""

import codecs
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

# UTF-32 begins like UTF-16: its mark is tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WITHOUT_MARK = ((b"B\0\0\0", "utf-32-le"), (b"\0\0\0B", "utf-32-be"))
# Feeds end lines with CR LF, LF, CR, and CR CR LF after a second conversion.
_OTHER_LINE_ENDS = re.compile(r"\r+\n?")
_BLANKS = frozenset(" \t")
# A fold inside a UTF-8 character: its first bytes, the fold, its other bytes.
_SPLIT_CHARACTER = re.compile(rb"([\xc2-\xf4][\x80-\xbf]*)(\r*\n[ \t]|\r[ \t])([\x80-\xbf]+)")
_NAME_AND_REST = re.compile(r"^\ufeff?([A-Za-z0-9-]*)(.*)", re.MULTILINE)
# A zone without quotes, such as `(UTC+01:00) Amsterdam, Berlin`; no value after it has a colon.
_BARE_ZONE = re.compile(r';TZID=([^";]+)(?:;[A-Z-]+=[^";:]*)?:([^:]*)', re.IGNORECASE)
_PARAMETERS = re.compile(r'((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:])*)*):(.*)', re.IGNORECASE | re.DOTALL)
_ZONE = re.compile(r';TZID="?([^";]*)', re.IGNORECASE)
# Other lines that begin with BEGIN are text that the publisher did not fold.
_COMPONENT = re.compile(r"V[A-Z]+|STANDARD|DAYLIGHT|AVAILABLE|PARTICIPANT|X-[A-Z-]+")
_BEGINNING = "BEGIN:VCALENDAR"
_BOUNDARIES = frozenset(("BEGIN", "END"))
# Many feeds have hundreds of entries of 10 lines. These bounds keep time near a second.
_MOST_LINES = 150_000
_TOO_MANY_LINES = f"it has more than {_MOST_LINES:,} lines; publish fewer entries"
_MOST = {"VEVENT": 30_000, "VTIMEZONE": 500, "VCALENDAR": 50}
_DEEPEST = 10
_MOST_CHARACTERS = 20_000
MOST_OF_A_TEXT = 10_000
"""Characters of a title, a location, a description or categories that are read."""
TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION")
_CUT = frozenset((*TEXTS, "CATEGORIES"))
_SHOWN = 100
_GZIP = b"\x1f\x8b"


class ContentLine(NamedTuple):
    """An unfolded line; `number` is the line of the file on which it begins, from 1.

    `rest` is the text behind the name: parameters, a colon and the value.
    A feed has up to 150,000: a tuple is made in half the time of a frozen dataclass.
    """

    number: int
    name: str
    rest: str

    @property
    def text(self) -> str:
        """The whole line."""
        return f"{self.name}{self.rest}".rstrip()

    def parts(self) -> tuple[str, str]:
        """Return the zone that a parameter names, or an empty text, and the value.

        Raises:
            ValueError: the line has no valid form, or is too long.
        """
        text = self.rest
        if len(text) > _MOST_CHARACTERS:
            raise ValueError(f"{self.name} has more than {_MOST_CHARACTERS:,} characters in a line")
        if text.startswith(":"):  # without parameters, as most lines
            return "", text[1:].strip()
        if bare := _BARE_ZONE.fullmatch(text.rstrip()):
            return bare[1], bare[2].strip()
        found = _PARAMETERS.fullmatch(text.rstrip())
        if found is None:
            raise ValueError(f"{self.shown!r} has no valid form, such as NAME:value")
        zone = _ZONE.search(found[1])
        return zone[1] if zone else "", found[2].strip()

    @property
    def shown(self) -> str:
        """The line for a message."""
        text = self.text
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."

    def plain_value(self) -> str:
        """Return the text after the first colon, for a line without a valid form."""
        return self.rest.partition(":")[2].strip()


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
    zones: list[Component] = []
    for line in _unfolded(text):
        kind = line.plain_value().upper() if line.name in _BOUNDARIES else ""
        if line.name == "BEGIN" and _COMPONENT.fullmatch(kind):
            found.append(_opened(kind, line.number, is_open))
            zones = _zones(is_open)
        elif is_open and line.name != "END":
            is_open[-1].lines[line.name].append(line)
        for zone in zones:
            zone.text.append(line.text)
        if line.name == "END":
            _close(kind, is_open)
            zones = _zones(is_open)
    return _counted(found), is_open


def _opened(kind: str, number: int, is_open: list[Component]) -> Component:
    if kind == "VEVENT":
        del is_open[1:]
    is_open.append(Component(kind, number))
    if len(is_open) > _DEEPEST:
        raise ValueError(f"line {number} is more than {_DEEPEST} components deep")
    return is_open[-1]


def _close(kind: str, is_open: list[Component]) -> None:
    if any(component.name == kind for component in is_open):
        while is_open.pop().name != kind:
            pass


def _zones(is_open: list[Component]) -> list[Component]:
    return [component for component in is_open if component.name == "VTIMEZONE"]


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
    for start, encoding in _WITHOUT_MARK:
        if content.startswith(start):
            return content.decode(encoding, errors="replace")
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
    """Yield the lines with a name; a line that begins with a blank continues the one before.

    Raises:
        ValueError: there are too many lines.
    """
    begun, name, value = 1, "", ""
    folded: list[str] = []
    can_fold = False
    for number, (new, rest) in enumerate(_NAME_AND_REST.findall(_one_line_end(text)), start=1):
        if can_fold and not new and rest[:1] in _BLANKS:
            folded.append(rest[1:])
            continue
        if name:
            yield _line(begun, name, value, folded)
        begun, name, value = number, new, rest
        can_fold = bool(new or rest)
        if folded:
            folded = []
    if name:
        yield _line(begun, name, value, folded)


def _one_line_end(text: str) -> str:
    """Return a text with LF as its line end. Too many lines are refused before they are split."""
    text = text.replace("\r\n", "\n")
    if max(text.count("\n"), text.count("\r")) >= _MOST_LINES:
        raise ValueError(_TOO_MANY_LINES)
    if "\r" in text:
        text = _OTHER_LINE_ENDS.sub(_line_ends, text)
        if text.count("\n") >= _MOST_LINES:
            raise ValueError(_TOO_MANY_LINES)
    return text


def _line_ends(found: re.Match[str]) -> str:
    """Return one line end for CR CR LF, and one for each lone CR."""
    end = found[0]
    return "\n" if end.endswith("\n") else "\n" * len(end)


def _line(number: int, name: str, rest: str, folded: list[str]) -> ContentLine:
    """Return a line from its parts. The beginning of a text is kept."""
    if folded and (whole := _NAME_AND_REST.match("".join((name, rest, *folded)))):
        name, rest = whole.groups()
    name = name.upper()
    if name in _CUT:
        rest = rest[:MOST_OF_A_TEXT]
    return ContentLine(number, name, rest)
