"""Content lines of an iCalendar file, with their line numbers, by component (RFC 5545, 3.1)."""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from icalendar.parser import Contentline, Parameters

# UTF-32 begins like UTF-16: its mark is tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Feeds end lines with CR LF, LF, CR, and CR CR LF after a second conversion.
_LINE_END = re.compile(r"\r+\n|\n|\r")
# A fold inside a UTF-8 character: its first bytes, the fold, its other bytes.
_SPLIT_CHARACTER = re.compile(rb"([\xc2-\xf4][\x80-\xbf]*)(\r*\n[ \t]|\r[ \t])([\x80-\xbf]+)")
_NAME = re.compile(r"\ufeff?([A-Za-z0-9-]+)")
# A zone without quotes, such as `(UTC+01:00) Amsterdam, Berlin`; no value after it has a colon.
_BARE_ZONE = re.compile(r'(;TZID=)([^";]+)((?:;[A-Z-]+=[^";:]*)?:[^:]*)', re.IGNORECASE)
# Other lines that begin with BEGIN are text that the publisher did not fold.
_COMPONENT = re.compile(r"V[A-Z]+|STANDARD|DAYLIGHT|AVAILABLE|PARTICIPANT|X-[A-Z-]+")
_BEGINNING = "BEGIN:VCALENDAR"
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class ContentLine:
    """An unfolded line; `number` is the line of the file on which it begins, from 1."""

    number: int
    name: str
    text: str

    def parts(self) -> tuple[Parameters, str]:
        """Return the parameters and the value.

        Raises:
            ValueError: the line has no valid form.
        """
        name, text = self.text[: len(self.name)], self.text[len(self.name) :]
        if bare := _BARE_ZONE.fullmatch(text):
            text = f'{bare[1]}"{bare[2]}"{bare[3]}'
        line = Contentline(name + text)  # type: ignore[no-untyped-call]  # icalendar has no types here
        _, parameters, value = line.parts()
        return parameters, value.strip()

    def plain_value(self) -> str:
        """Return the text after the first colon, for a line without a valid form."""
        return self.text.partition(":")[2].strip()


@dataclass(slots=True)
class Component:
    """A component, such as VEVENT, with its own lines and its subcomponents' text."""

    name: str
    number: int
    lines: list[ContentLine] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def components(content: bytes) -> list[Component]:
    """Return the components of a file in their order; the first is VCALENDAR.

    A component that is not closed ends where the next VEVENT begins.

    Raises:
        ValueError: the file is not an iCalendar file, or it ends early.
    """
    text = decode(content).strip()
    if not text.upper().startswith(_BEGINNING):
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
        kind = line.plain_value().upper()
        if line.name == "BEGIN" and _COMPONENT.fullmatch(kind):
            if kind == "VEVENT":
                del is_open[1:]
            is_open.append(Component(kind, line.number))
            found.append(is_open[-1])
        elif is_open and line.name != "END":
            is_open[-1].lines.append(line)
        for component in is_open:
            component.text.append(line.text)
        if line.name == "END" and kind in {component.name for component in is_open}:
            while is_open.pop().name != kind:
                pass
    return found, is_open


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
    return "".join(map(_decoded_line, whole.splitlines(keepends=True)))


def _decoded_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _unfolded(text: str) -> Iterator[ContentLine]:
    """Yield the lines; a line that begins with a blank continues the one before."""
    number, folded = 1, ""
    for index, line in enumerate(_LINE_END.split(text), start=1):
        if line[:1] in {" ", "\t"} and folded:
            folded += line[1:]
            continue
        yield from _named(number, folded)
        number, folded = index, line
    yield from _named(number, folded)


def _named(number: int, text: str) -> Iterable[ContentLine]:
    name = _NAME.match(text)
    return [ContentLine(number, name[1].upper(), text[name.start(1) :].rstrip())] if name else []
