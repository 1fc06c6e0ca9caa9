"""A parser for the page of a plan: elements, their text, and the embedded data."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from kickoff.calendar import load
from operations.pages.plan_page import page
from operations.pages.plan_page.packed_plan import MOST_VALUES
from tests.unit.kickoff.files import utc

_VOID = {"meta", "link", "input", "br", "img"}


@dataclass
class Element:
    """A tag, its attributes, and all text in it."""

    tag: str
    attributes: dict[str, str | None]
    text: str = ""
    within: list["Element"] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set((self.attributes.get("class") or "").split())

    def find(self, tag: str, *classes: str) -> list["Element"]:
        """All descendants with a tag and all the classes."""
        here = [e for e in self.within if e.tag == tag and e.classes >= set(classes)]
        return here + [found for e in self.within for found in e.find(tag, *classes)]


class Page(HTMLParser):
    """Parses a whole page; `root` contains all elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(text)
        assert self._open == [self.root], "every element is closed"

    def find(self, tag: str, *classes: str) -> list[Element]:
        return self.root.find(tag, *classes)

    @property
    def data(self) -> dict[str, Any]:
        """The data for the script."""
        (script,) = (e for e in self.find("script") if e.attributes.get("id") == "plan")
        found: dict[str, Any] = json.loads(script.text)
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self._open[-1].within.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].within.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data


def plan_page(
    path: Path, start: str, end: str, *, region: str | None = None, most: int = MOST_VALUES
) -> Page:
    """The page of a calendar file for [start, end) in UTC."""
    return Page(page(load(path), utc(start), utc(end), region=region, most=most))


def rows(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The levels in the data of a page, in the form of `kickoff plan --format json`."""
    texts, found = data["texts"], []
    for target, dimension, *_, timeline, _early in data["dimensions"]:
        seconds, levels, fixture_sets = data["timelines"][timeline][:3]
        at = data["from"]
        for length, level, fixture_set in zip(seconds, levels, fixture_sets, strict=True):
            found.append(
                {
                    "target": texts[target],
                    "dimension": texts[dimension],
                    "start": at,
                    "end": at + length,
                    "level": level,
                    "because": [
                        texts[data["fixtures"][number][0]]
                        for number in data["fixture_sets"][fixture_set]
                    ],
                }
            )
            at += length
    return found
