"""The rules of the design, computed slowly: one minute at a time, directly from the YAML.

Windows are shorter than a day. Uses no code of kickoff. Numbers are fractions; every value of
the file is read as text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

import yaml

_DAY = timedelta(days=1)
_WEEKDAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


@dataclass(frozen=True)
class Occurrence:
    """One fixture: its window, and the instants at which shares of its demand begin.

    `sets_level`: its demand is a level, not an addition.
    """

    name: str
    demand: dict[str, Any]
    sets_level: bool
    opens: datetime
    closes: datetime
    shares: list[tuple[datetime, Fraction]]
    scale: Fraction

    def weight(self, at: datetime) -> Fraction:
        if not self.opens <= at < self.closes:
            return Fraction(0)
        latest = Fraction(0)
        for since, share in self.shares:
            if since <= at:
                latest = share
        return latest * self.scale


class Oracle:
    """The levels of a calendar's text at any instant within [start, end)."""

    def __init__(self, text: str, start: datetime, end: datetime) -> None:
        self.file: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (text alone)
        self.zone = ZoneInfo(self.file["timezone"])
        self.occurrences = [*self._dated(), *self._recurring(start - _DAY, end + _DAY)]

    def dimensions(self) -> list[tuple[str, str]]:
        return [(target, each) for target in self.file["targets"] for each in self._bounds(target)]

    def asked(self, target: str, dimension: str, at: datetime) -> tuple[int, set[str]]:
        """Return the level without its maximum, and the names of its fixtures."""
        demands = []
        for occurrence in self.occurrences:
            if weight := occurrence.weight(at):
                demand = _flat(occurrence.demand.get(target, {})).get(dimension, 0)
                amount = Fraction(demand) * weight
                demands.append((amount, occurrence.name, occurrence.sets_level))
        demands = [each for each in demands if each[0]]
        baseline = int(self._bounds(target)[dimension]["baseline"])
        if self.file["targets"][target].get("combine") == "max":
            total = max((amount for amount, *_ in demands), default=Fraction(0))
            demands = [each for each in demands if each[0] == total]
        else:
            total = sum((amount for amount, _, sets in demands if not sets), Fraction(0))
            least = max((amount for amount, _, sets in demands if sets), default=Fraction(0))
            is_set, total = least > total, max(least, total)
            demands = [
                (amount, name, sets)
                for amount, name, sets in demands
                if (sets and amount == total if is_set else not sets)
            ]
        if ceil(total) <= baseline:
            return baseline, set()
        return ceil(total), {name for _, name, _ in demands}

    def level(self, target: str, dimension: str, at: datetime) -> tuple[int, set[str]]:
        asked, names = self.asked(target, dimension, at)
        if self.over_max(target) == "raise":
            return asked, names
        return min(asked, self.maximum(target, dimension)), names

    def over_max(self, target: str) -> str:
        return str(self.file["targets"][target].get("over_max", "reject"))

    def maximum(self, target: str, dimension: str) -> int:
        return int(self._bounds(target)[dimension]["max"])

    def _bounds(self, target: str) -> dict[str, Any]:
        return _flat(self.file["targets"][target])

    def _dated(self) -> Iterator[Occurrence]:
        for line in self.file.get("fixtures", []):
            if line.get("status", "scheduled") == "scheduled":
                moment = datetime.fromisoformat(line["kickoff"])
                if moment.tzinfo is None:
                    moment = moment.replace(tzinfo=self.zone, fold=int(line.get("fold", 0)))
                yield self._occurrence(line, moment.astimezone(UTC))

    def _recurring(self, start: datetime, end: datetime) -> Iterator[Occurrence]:
        """Check every UTC minute: skipped hours do not occur, repeated ones count once."""
        for rule in self.file.get("recurring", []):
            minute, hour, _, _, weekdays = rule["cron"].split()
            seen = set()
            at = start
            while at < end:
                wall = at.astimezone(self.zone).replace(tzinfo=None)
                day = str(wall.date())
                if (
                    (wall.minute, wall.hour) == (int(minute), int(hour))
                    and _WEEKDAYS[wall.weekday()] in weekdays.split(",")
                    and rule.get("from", day) <= day <= rule.get("until", day)
                    and day not in rule.get("except", [])
                    and wall not in seen
                ):
                    seen.add(wall)
                    yield self._occurrence(rule, at)
                at += timedelta(minutes=1)

    def _occurrence(self, line: dict[str, Any], kickoff: datetime) -> Occurrence:
        profile: dict[str, Any] = (
            {"demand": line["level"]} if "level" in line else self.file["profiles"][line["profile"]]
        )
        end = kickoff + _length(line.get("lasts") or profile["lasts"])
        opens = kickoff - _length(profile.get("lead", "0m"))
        marks = {"kickoff": kickoff, "end": end}
        shares = [
            (_mark(phase["from"], marks), Fraction(phase["share"]))
            for phase in profile.get("phases", [])
        ]
        return Occurrence(
            name=line["name"],
            demand=profile.get("demand", {}),
            sets_level="level" in line,
            opens=opens,
            closes=end + _length(profile.get("tail", "0m")),
            shares=sorted(shares, key=lambda share: share[0]) or [(opens, Fraction(1))],
            scale=Fraction(line.get("scale", 1)),
        )


def _flat(part: dict[str, Any]) -> dict[str, Any]:
    """Return the levels of a target or a demand by dimension, indexes included."""
    own: dict[str, Any] = {
        key: part[key] for key in ("read", "write", "warm", "provisioned") if key in part
    }
    for name, index in part.get("indexes", {}).items():
        own |= {f"{name}.{unit}": index[unit] for unit in index}
    return own


def _length(text: str) -> timedelta:
    parts = re.findall(r"(\d+)([dhms])", text)
    return timedelta(seconds=sum(int(number) * _UNITS[unit] for number, unit in parts))


def _mark(text: str, marks: dict[str, datetime]) -> datetime:
    for name, instant in marks.items():
        if text.startswith(name):
            rest = text.removeprefix(name)
            return instant + _length(rest) * (-1 if rest.startswith("-") else 1)
    raise AssertionError(text)
