"""The page fetches nothing, runs only its own script, and escapes every text of a calendar."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from kickoff.calendar import load
from operations.pages.plan_page import page
from tests.unit.kickoff.files import utc
from tests.unit.operations.conftest import CALENDAR
from tests.unit.operations.pages.plan_page.reading import Element, Page, plan_page, rows

_DAY = ("2026-12-05 00:00", "2026-12-06 00:00")
_HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "&lt;b&gt; &amp;",
    "$data ${script} {{ data }} {% raw %}",
    "a\u2028b\u2029c",
    "\0\x07\x1b",
    "\u202eesrever",
    "Łódź v Köln 🏆",
]


@pytest.mark.parametrize("name", _HOSTILE)
def test_a_hostile_name_stays_text(config: Path, name: str) -> None:
    quoted = '"' + "".join(f"\\U{ord(character):08x}" for character in name) + '"'
    text = CALENDAR.replace("Leeds v Derby", quoted)
    text = text.replace("league-match", quoted).replace("  pricing:", f"  {quoted}:")
    config.write_text(text.replace("      pricing: {warm", f"      {quoted}: {{warm"))
    ordinary, hostile = _ordinary(config), plan_page(config, *_DAY)
    assert _tags(hostile) == _tags(ordinary)
    assert not [key for key in _attributes(hostile) if key.startswith("on")]
    assert rows(hostile.data)[1]["because"] == [name]
    assert [h for h in hostile.find("h3") if name in h.text]


def _ordinary(beside: Path) -> Page:
    """The same calendar with ordinary names."""
    path = beside.with_name("ordinary.yaml")
    path.write_text(CALENDAR)
    return plan_page(path, *_DAY)


def _all(element: Element) -> list[Element]:
    return [element, *(found for each in element.within for found in _all(each))]


def _tags(page: Page) -> list[str]:
    return [element.tag for element in _all(page.root)]


def _attributes(page: Page) -> list[str]:
    return [key for element in _all(page.root) for key in element.attributes]


def test_the_page_is_ascii_for_any_encoding_of_the_terminal(config: Path) -> None:
    config.write_text(CALENDAR.replace("Leeds v Derby", "Łódź v Köln 🏆"))
    text = page(load(config), utc(_DAY[0]), utc(_DAY[1]))
    assert text.isascii()
    assert "Łódź v Köln 🏆" in Page(text).find("ul")[0].text


def test_the_policy_admits_only_the_script_and_the_style_of_the_page(config: Path) -> None:
    read = plan_page(config, *_DAY)
    policy = _policy(read)
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    (style,), scripts = read.find("style"), read.find("script")
    (script,) = (each for each in scripts if not each.attributes)
    assert policy["style-src"] == _digest(style.text)
    assert policy["script-src"] == _digest(script.text)


def _policy(page: Page) -> dict[str, str]:
    (found,) = (
        element.attributes["content"] or ""
        for element in page.find("meta")
        if element.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    return {
        name: value for name, _, value in (part.strip().partition(" ") for part in found.split(";"))
    }


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_the_page_refers_to_nothing_that_a_browser_would_fetch(config: Path) -> None:
    read = plan_page(config, *_DAY)
    named = [
        value
        for element in _all(read.root)
        for key, value in element.attributes.items()
        if key in {"src", "href", "srcset", "action", "data", "poster"}
    ]
    assert named == ["data:,", "#timelines"]
    (style,) = read.find("style")
    assert not re.search(r"url\(|@import|@font-face", style.text)
    script = read.find("script")[-1].text
    assert re.findall(r"\w+://[^\"']*", script) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|eval\(", script)


def test_no_element_has_a_style_attribute_which_the_policy_would_refuse(config: Path) -> None:
    assert "style" not in _attributes(plan_page(config, *_DAY))
