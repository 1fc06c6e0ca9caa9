"""What the page's script reads: the plan as JSON that no text of a calendar can break out of."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from kickoff.timeline import Combine, Fixture, Key
from operations.pages.plan_page.days import Days, offsets
from operations.pages.plan_page.packed import Course, Plan

# A flat line is drawn against its maximum, every other against its own highest, with air above.
_AIR = 1.1


def embedded(plan: Plan, days: Days) -> str:
    """The plan as JSON of ASCII characters, without `<`: safe inside a script element."""
    first = min([plan.start, *(fixture.opens for fixture in plan.fixtures)])
    last = max([plan.end, *(fixture.closes for fixture in plan.fixtures)])
    data = _Embedding(plan).data() | {
        "from": _seconds(plan.start),
        "to": _seconds(plan.end),
        "days": [_seconds(start) for start in days.starts],
        "offsets": [
            [_seconds(offset.since), offset.seconds, offset.name]
            for offset in offsets(min(first, days.starts[0]), last, days.zone)
        ],
    }
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")


def scale(plan: Plan, key: Key) -> float:
    """The level at the top of a dimension's picture."""
    levels = plan.course(key).levels
    return plan.calendar.bounds[key].maximum if len(levels) == 1 else max(levels) * _AIR


class _Embedding:
    """Numbers texts, shapes and demands in the order they are met."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._keys = {key: number for number, key in enumerate(plan.calendar.bounds)}
        self._texts: dict[str, int] = {}
        self._shapes: dict[tuple[tuple[int, int, str], ...], int] = {}
        self._demands: dict[int, int] = {}
        self._demanded: list[list[int]] = []

    def data(self) -> dict[str, object]:
        """All but the times."""
        dimensions = [self._dimension(key) for key in self._keys]
        fixtures = [self._fixture(fixture) for fixture in self._plan.fixtures]
        return {
            "dimensions": dimensions,
            "courses": [_course(course) for course in self._plan.courses],
            "groups": self._plan.groups,
            "fixtures": fixtures,
            "shapes": list(self._shapes),
            "demands": self._demanded,
            "texts": list(self._texts),
        }

    def _dimension(self, key: Key) -> list[object]:
        bounds = self._plan.calendar.bounds[key]
        return [
            self._text(key.target),
            self._text(key.dimension),
            bounds.baseline,
            bounds.maximum,
            int(bounds.combine is Combine.SUM),
            round(scale(self._plan, key), 1),
            self._plan.course_of[key],
        ]

    def _fixture(self, fixture: Fixture) -> list[object]:
        return [
            self._text(fixture.name),
            self._text(fixture.profile),
            _seconds(fixture.kickoff),
            self._shape(fixture),
            self._demand(fixture.demand),
            _plain(fixture.scale),
        ]

    def _text(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts))

    def _shape(self, fixture: Fixture) -> int:
        """The phases, in seconds from kick-off; most fixtures of a profile share one."""
        kickoff = _seconds(fixture.kickoff)
        shape = tuple(
            (_seconds(phase.start) - kickoff, _seconds(phase.end) - kickoff, _plain(phase.share))
            for phase in fixture.phases
        )
        return self._shapes.setdefault(shape, len(self._shapes))

    def _demand(self, demand: Mapping[Key, int]) -> int:
        """Dimension, amount, dimension, amount, ...; fixtures of a profile share the mapping."""
        if id(demand) not in self._demands:
            self._demands[id(demand)] = len(self._demands)
            known = ((self._keys.get(key), amount) for key, amount in demand.items())
            pairs = [(number, amount) for number, amount in known if number is not None]
            self._demanded.append([value for pair in pairs for value in pair])
        return self._demands[id(demand)]


def _course(course: Course) -> list[Sequence[int]]:
    """Without the excess where there is none."""
    parts = [course.seconds, course.levels, course.groups]
    return [*parts, course.excess] if any(course.excess) else list(parts)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
