"""What every drawing stands on: minutes to the right, a value upward, as parts of an SVG."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 960, 200
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 22, 44


class Axes:
    """Room for so many minutes, and values up to `top`."""

    def __init__(self, minutes: int, top: float) -> None:
        self._minutes, self._top = minutes, top

    def x(self, minute: float) -> float:
        """Where a minute is."""
        return LEFT + minute / self._minutes * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Where a value is."""
        return HEIGHT - BOTTOM - value / self._top * (HEIGHT - TOP - BOTTOM)

    def line(self, values: Sequence[float]) -> str:
        """The path through values, a minute each."""
        points = (
            f"{self.x(minute):.1f} {self.y(value):.1f}" for minute, value in enumerate(values)
        )
        return f"M{' L'.join(points)}"

    def area(self, values: Sequence[float]) -> str:
        """The outline of a filled curve."""
        floor = self.y(0)
        return f"M{LEFT} {floor} L{self.line(values)[1:]} L{self.x(len(values)):.1f} {floor} Z"

    def between(self, low: Sequence[float], high: Sequence[float]) -> str:
        """The outline of what is between two curves."""
        back = [
            f"{self.x(minute):.1f} {self.y(low[minute]):.1f}"
            for minute in reversed(range(len(low)))
        ]
        return f"{self.line(high)} L{' L'.join(back)} Z"

    def steps(self, values: Sequence[float]) -> str:
        """A line that is level between changes."""
        path = f"M{LEFT} {self.y(values[0]):.1f}"
        for minute in range(1, len(values)):
            if values[minute] != values[minute - 1]:
                path += f" H{self.x(minute):.1f} V{self.y(values[minute]):.1f}"
        return f"{path} H{self.x(len(values)):.1f}"

    def grid(self) -> Iterator[str]:
        """The scale on the left."""
        for value in (0, self._top / 2, self._top):
            y = self.y(value)
            yield f'<path class="grid" d="M{LEFT} {y:.1f} H{WIDTH - RIGHT}"/>'
            yield f'<text class="scale" x="{LEFT - 6}" y="{y + 4:.1f}">{value:,.0f}</text>'

    def times(self, labels: Mapping[float, str]) -> Iterator[str]:
        """Words below minutes."""
        for minute, words in labels.items():
            x = self.x(minute)
            yield f'<text class="hour" x="{x:.1f}" y="{HEIGHT - 6}">{escape(words)}</text>'

    def mark(self, minute: float, words: str, title: str) -> str:
        """A line through a minute, with words above it."""
        x = self.x(minute)
        return (
            f'<g class="fixture"><path d="M{x:.1f} {TOP} V{HEIGHT - BOTTOM}"/>'
            f'<text x="{x:.1f}" y="{TOP - 8}">{escape(words)}</text>'
            f"<title>{escape(title)}</title></g>"
        )


def drawing(label: str, parts: Sequence[str]) -> str:
    """The SVG; `label` says what it shows to those who do not see it."""
    head = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
    return "\n".join([head, *parts, "</svg>"])
