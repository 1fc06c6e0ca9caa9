"""Writes what was found as a calendar with one profile, for a person to go on with."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence

from operations.discovery.found import Function, Table, Throughput

# A wider peak than those seen is the reason for a calendar.
_ROOM = 2
_LEAST_MAX = 10
# What no calendar asks is held between fixtures.
_WARM_BASELINE = 1
_UNITS = ("read", "write")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_WORDS = {"null", "true", "false"}

_HEAD = """\
# Made from the account, with peaks of the last {days} days. Read it through: baselines are what is
# live between fixtures, the profile's demands the busiest minutes seen. Then fill in fixtures.
version: 1
timezone: {zone}
"""
_TAIL = """\
fixtures: []
#  - {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: fixture}
"""


def first_calendar(
    tables: Sequence[Table], functions: Sequence[Function], zone: str, days: int
) -> str:
    """The text of a calendar; targets are named after their resources."""
    shared = {table.name for table in tables} & {function.name for function in functions}
    targets: list[str] = []
    demands: list[str] = []
    for table in tables:
        name = _quoted(f"{table.name}-table" if table.name in shared else table.name)
        if table.on_demand:
            targets.append(f"  # {name} is on-demand: there is no provisioned capacity to raise")
            continue
        targets += [f"  {name}:", f"    table: {_quoted(table.name)}", *_bounds(table)]
        if asked := _asked(table):
            demands.append(f"      {name}: {asked}")
    for function in functions:
        name = _quoted(f"{function.name}-function" if function.name in shared else function.name)
        targets += [f"  {name}:", *_function(function)]
        demands.append(f"      {name}: {{warm: {max(1, math.ceil(function.peak))}}}")
    profile = ["profiles:", "  fixture:", "    lasts: 2h", "    lead: 20m", "    tail: 30m"]
    profile += ["    demand:", *demands] if demands else []
    is_empty = all(line.lstrip().startswith("#") for line in targets)
    body = ["targets: {}" if is_empty else "targets:", *targets, *profile]
    return _HEAD.format(days=days, zone=zone) + "\n".join(body) + "\n" + _TAIL


def _bounds(table: Table) -> Iterator[str]:
    """The lines of a table's dimensions."""
    for name in _UNITS:
        if found := table.dimensions.get(name):
            yield f"    {name}: {_bound(found)}"
    indexed = _indexed(table)
    if indexed:
        yield "    indexes:"
    for index, units in indexed.items():
        inner = ", ".join(f"{unit}: {_bound(found)}" for unit, found in units.items())
        yield f"      {_quoted(index)}: {{{inner}}}"


def _asked(table: Table) -> str:
    """A profile's demand of a table: the peaks that are above what is held anyway."""
    parts = _peaks({unit: each for unit, each in table.dimensions.items() if unit in _UNITS})
    indexed = {index: _peaks(units) for index, units in _indexed(table).items()}
    indexes = [
        f"{_quoted(index)}: {{{', '.join(asked)}}}" for index, asked in indexed.items() if asked
    ]
    if indexes:
        parts.append(f"indexes: {{{', '.join(indexes)}}}")
    return f"{{{', '.join(parts)}}}" if parts else ""


def _peaks(units: Mapping[str, Throughput]) -> list[str]:
    return [
        f"{unit}: {_round_up(each.peak)}"
        for unit, each in units.items()
        if each.peak > _baseline(each)
    ]


def _indexed(table: Table) -> dict[str, dict[str, Throughput]]:
    found: dict[str, dict[str, Throughput]] = {}
    for dimension, throughput in table.dimensions.items():
        index, _, unit = dimension.rpartition(".")
        if index:
            found.setdefault(index, {})[unit] = throughput
    return found


def _function(function: Function) -> Iterator[str]:
    yield f"    function: {_quoted(function.name)}"
    if len(function.qualifiers) == 1:
        yield f"    qualifier: {_quoted(function.qualifiers[0])}"
    elif function.qualifiers:
        yield f"    # qualifier: the one callers use, of {', '.join(function.qualifiers)}"
    yield f"    memory: {function.memory}"
    room = max(_LEAST_MAX, _round_up(_ROOM * function.peak))
    most = room if function.reserved is None else max(_WARM_BASELINE, function.reserved)
    yield f"    warm: {{baseline: {_WARM_BASELINE}, max: {most}, every: 5m}}"


def _bound(found: Throughput) -> str:
    baseline = _baseline(found)
    room = max(baseline, _LEAST_MAX, _round_up(_ROOM * found.peak))
    return f"{{baseline: {baseline}, max: {found.most or room}}}"


def _baseline(found: Throughput) -> int:
    return max(1, found.least if found.least is not None else found.provisioned)


def _round_up(value: float) -> int:
    """To two significant digits: more would claim to know more."""
    whole = math.ceil(value)
    step = int("1".ljust(len(str(whole)) - 1, "0"))
    return -(-whole // step) * step


def _quoted(name: str) -> str:
    """A name as YAML reads it: AWS's names hold nothing that would need escaping in quotes."""
    plain = _PLAIN.fullmatch(name) and name.lower() not in _WORDS
    return name if plain else f'"{name}"'
