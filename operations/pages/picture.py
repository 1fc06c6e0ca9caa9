"""A chart as an SVG file of its own, with its legend."""

from collections.abc import Iterator

from operations.pages.chart import Chart
from operations.pages.rendering import render
from operations.pages.report import legend

_MARK, _LETTER, _GAP = 17, 5.5, 24  # pixels: a colour with its space, a letter, between entries


def picture(chart: Chart) -> str:
    """Return the text of the file; it has colours for light and dark pages."""
    return render("picture.svg", chart=chart, legend=list(_entries(chart)))


def _entries(chart: Chart) -> Iterator[tuple[float, str, str]]:
    """Yield place, colour and label of each series that is seen."""
    place: float = chart.LEFT
    for each in legend([chart]):
        if not any(each.values):
            continue
        yield place, each.style, each.label
        place += _MARK + len(each.label) * _LETTER + _GAP
