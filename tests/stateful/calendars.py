"""The machine's calendar: one file, rewritten with each change."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf
from typing import Any

from kickoff.timeline import Key

LEAD = timedelta(minutes=20)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A dimension: its baseline and maximum in the calendar, and its initial state in AWS.

    `ceiling` is MaxCapacity as found. Demands are multiples of `step`, up to 400 of them.
    """

    baseline: int
    found: int
    maximum: int = 1000
    step: int = 2
    ceiling: int = 1000


AUTOSCALED = {
    Key("prices", "read"): Kept(50, 50),
    Key("prices", "write"): Kept(20, 30),
    Key("prices", "by-fixture.write"): Kept(20, 10),
    Key("bets", "write"): Kept(30, 30, ceiling=600),
}
PROVISIONED = {Key("odds", "read"): Kept(10, 10)}
CONCURRENT = {Key("settlement", "provisioned"): Kept(2, 2, maximum=600, step=2)}
ON_DEMAND = {Key("surge", "read"): Kept(12_000, 12_000, maximum=40_000, step=60)}
OF_A_PARTITION = {"read": 3_000, "write": 1_000}
EVERY = {**AUTOSCALED, **PROVISIONED, **CONCURRENT, **ON_DEMAND}


@dataclass(frozen=True, slots=True)
class Match:
    """A fixture of the machine; `demand` is in units a second."""

    name: str
    kickoff: datetime
    lasts: timedelta
    demand: dict[Key, int]


@dataclass(slots=True)
class Written:
    """The content of the file; `without` are the targets left out."""

    over_max: str
    matches: dict[str, Match] = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    def text(self) -> str:
        """The text of the file."""
        matches = self.matches.values()
        return json.dumps(
            {
                "version": 1,
                "timezone": "UTC",
                "targets": self._targets(),
                "profiles": {match.name: self._profile(match) for match in matches},
                "fixtures": [
                    {
                        "name": match.name,
                        "profile": match.name,
                        "kickoff": f"{match.kickoff:%Y-%m-%d %H:%M}",
                    }
                    for match in matches
                ],
            }
        )

    def _targets(self) -> dict[str, Any]:
        targets: dict[str, dict[str, Any]] = {}
        for key, kept in EVERY.items():
            if key.target in self.without:
                continue
            target = targets.setdefault(key.target, {"over_max": "clamp"})
            if key in CONCURRENT:
                target |= {"function": key.target, "qualifier": "live"}
            else:
                target |= {"table": key.target}
            if key in ON_DEMAND:
                target["prewarm"] = True
            if key in AUTOSCALED:
                target["over_max"] = self.over_max
            _put(target, key.dimension, {"baseline": kept.baseline, "max": kept.maximum})
        return targets

    def _profile(self, match: Match) -> dict[str, Any]:
        demand: dict[str, dict[str, Any]] = {}
        for key, units in match.demand.items():
            if key.target not in self.without:
                _put(demand.setdefault(key.target, {}), key.dimension, units)
        return {
            "lasts": f"{match.lasts // _MINUTE}m",
            "lead": f"{LEAD // _MINUTE}m",
            "demand": demand,
        }


def partitions(units: Mapping[Key, int], target: str) -> float:
    """The number of partitions a table and its indexes need."""
    kinds = {key: key.dimension.rpartition(".")[2] for key in units if key.target == target}
    return sum(units[key] / OF_A_PARTITION.get(kind, inf) for key, kind in kinds.items())


def _put(target: dict[str, Any], dimension: str, value: object) -> None:
    index, _, kind = dimension.rpartition(".")
    if index:
        target.setdefault("indexes", {}).setdefault(index, {})[kind] = value
    else:
        target[kind] = value
