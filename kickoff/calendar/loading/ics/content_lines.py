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
_NAME = re.compile(r"[A-Za-z0-9-]+")
_BEGINNING = "BEGIN:VCALENDAR"


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
        line = Contentline(self.text)  # type: ignore[no-untyped-call]  # icalendar has no types here
        _, parameters, value = line.parts()
        return parameters, value.strip()


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
        # Another kind of file may hold credentials: the message quotes none of its text.
        raise ValueError(f"not an iCalendar file: it does not begin with {_BEGINNING}")
    found: list[Component] = []
    is_open: list[Component] = []
    for line in _unfolded(text):
        kind = line.text.partition(":")[2].strip().upper()
        if line.name == "BEGIN":
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
    if is_open:
        raise ValueError(f"not an iCalendar file: it ends before END:{is_open[0].name}")
    return found


def decode(content: bytes) -> str:
    """Return the text of a file: by its byte order mark, else UTF-8, UTF-16 or Windows-1252."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    if b"\0" in content:
        encoding = "utf-16-be" if content.startswith(b"\0") else "utf-16-le"
        return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


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
    return [ContentLine(number, name[0].upper(), text.rstrip())] if name else []
