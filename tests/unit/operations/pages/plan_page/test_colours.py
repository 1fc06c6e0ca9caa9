"""Text and lines have enough contrast (WCAG 2.2, level AA)."""

import re
from collections.abc import Iterator

import pytest

from operations.pages.plan_page.page import asset

_TEXT, _GRAPHIC = 4.5, 3.0
_MEDIA = ("light", "dark", "print")


def _palettes() -> Iterator[dict[str, str]]:
    for block in re.findall(r":root \{(.*?)\}", asset("page.css"), re.DOTALL):
        if found := dict(re.findall(r"--(\w+): (#[0-9a-f]{6})\b", block)):
            yield found


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("medium", "palette"), list(zip(_MEDIA, _palettes(), strict=True)), ids=_MEDIA
)
def test_text_and_lines_have_enough_contrast(medium: str, palette: dict[str, str]) -> None:
    for ground in ("ground", "panel"):
        for ink in ("ink", "faint", "level", "clamped"):
            assert _contrast(palette[ink], palette[ground]) >= _TEXT, (medium, ink, ground)
    assert _contrast(palette["level"], palette["area"]) >= _GRAPHIC
