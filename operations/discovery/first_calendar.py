"""The text of a first calendar with one profile, for the user to complete."""

import math
import re
from collections.abc import Iterator, Sequence

from operations.discovery.resources import DimensionUsage, DiscoveredFunction, DiscoveredTable
from operations.discovery.services import DiscoveredService

# A max only refuses slips of the pen: it leaves room above the baseline and the peak.
_TIMES_BASELINE = 10
_TIMES_PEAK = 2
_MIN_MAX = 100
# Containers kept warm between fixtures.
_WARM_BASELINE = 1
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_WORDS = {"null", "true", "false"}

_HEAD = """\
# Made from the account, with the peaks of the last {days} days. Check it: baselines are the current
# minimums, the profile's demands are the busiest minutes. A max only refuses slips, so each leaves
# room, ten times the baseline or more: lower it to the most that you would pay for. Then add
# fixtures.
version: 1
timezone: {zone}
"""
_TAIL = """\
fixtures: []
#  - {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: fixture}
"""


def first_calendar(
    tables: Sequence[DiscoveredTable],
    functions: Sequence[DiscoveredFunction],
    services: Sequence[DiscoveredService] = (),
    *,
    zone: str,
    days: int,
) -> str:
    """Return the text of a calendar; targets are named after their resources."""
    shared = {table.name for table in tables} & {function.name for function in functions}
    targets: list[str] = []
    demands: list[str] = []
    for table in tables:
        name = _quoted(f"{table.name}-table" if table.name in shared else table.name)
        if table.on_demand:
            targets.append(f"  # {name} is on-demand: there is no provisioned capacity to raise")
            continue
        targets += [f"  {name}:", f"    table: {_quoted(table.name)}", *_armed(table)]
        targets += _bounds(table)
        demands.append(f"      {_demand_line(name, table, days)}")
    for function in functions:
        name = _quoted(f"{function.name}-function" if function.name in shared else function.name)
        targets += [f"  {name}:", *_function(function)]
        note = "" if function.peak else f"  # no request in {days} days: write what a fixture needs"
        demands.append(f"      {name}: {{warm: {max(1, math.ceil(function.peak))}}}{note}")
    for service in services:
        targets += _service(service)
    profile = ["profiles:", "  fixture:", "    lasts: 2h", "    lead: 20m", "    tail: 30m"]
    profile += ["    demand: {}" if _is_empty(demands) else "    demand:", *demands]
    body = ["targets: {}" if _is_empty(targets) else "targets:", *targets, *profile]
    return _HEAD.format(days=days, zone=zone) + "\n".join(body) + "\n" + _TAIL


def _is_empty(lines: Sequence[str]) -> bool:
    """Return whether lines of YAML are comments only."""
    return all(line.lstrip().startswith("#") for line in lines)


def _armed(table: DiscoveredTable) -> Iterator[str]:
    """Yield the key that raises capacity without kickoff, for a table under auto scaling."""
    if any(each.minimum is not None for each in table.dimensions.values()):
        yield "    arm: true  # scheduled actions raise it even if kickoff does not run"


def _bounds(table: DiscoveredTable) -> Iterator[str]:
    """Yield the lines of a table's dimensions."""
    indexed = _by_index(table)
    for unit, found in indexed.pop("", {}).items():
        yield f"    {unit}: {_bound(found)}"
    if indexed:
        yield "    indexes:"
    for index, units in indexed.items():
        inner = ", ".join(f"{unit}: {_bound(found)}" for unit, found in units.items())
        yield f"      {_quoted(index)}: {{{inner}}}"
    limited = [
        f"{dimension} {usage.maximum}"
        for dimension, usage in table.dimensions.items()
        if usage.maximum is not None and usage.maximum < _max(usage)
    ]
    if limited:
        yield f"    # MaxCapacity of auto scaling is {', '.join(limited)}: for a higher level"
        yield "    # raise it, or set over_max: raise"


def _demand_line(name: str, table: DiscoveredTable, days: int) -> str:
    """Return a profile's demand of a table, or a comment if its peaks show none."""
    if demand := _demand(table):
        return f"{name}: {demand}"
    if any(each.peak for each in table.dimensions.values()):
        return f"# {name}: the peaks of {days} days are within its baselines"
    return f"# {name}: no consumption in {days} days: write what a fixture needs"


def _demand(table: DiscoveredTable) -> str:
    """Return a profile's demand of a table: its peaks above the baseline."""
    peaks = {
        index: [
            f"{unit}: {_round_up(found.peak)}"
            for unit, found in units.items()
            if found.peak > _baseline(found)
        ]
        for index, units in _by_index(table).items()
    }
    parts = peaks.pop("", [])
    indexes = [f"{_quoted(index)}: {{{', '.join(own)}}}" for index, own in peaks.items() if own]
    if indexes:
        parts.append(f"indexes: {{{', '.join(indexes)}}}")
    return f"{{{', '.join(parts)}}}" if parts else ""


def _by_index(table: DiscoveredTable) -> dict[str, dict[str, DimensionUsage]]:
    """Return the reads and writes of each index; those of the table itself have an empty name."""
    found: dict[str, dict[str, DimensionUsage]] = {}
    for dimension, usage in table.dimensions.items():
        index, _, unit = dimension.rpartition(".")
        found.setdefault(index, {})[unit] = usage
    return found


def _function(function: DiscoveredFunction) -> Iterator[str]:
    yield f"    function: {_quoted(function.name)}"
    if len(function.qualifiers) == 1:
        yield f"    qualifier: {_quoted(function.qualifiers[0])}"
    elif function.qualifiers:
        yield f"    # qualifier: use the one that callers use: {', '.join(function.qualifiers)}"
    yield f"    memory: {function.memory}"
    room = _room(_WARM_BASELINE, function.peak)
    most = room if function.reserved is None else max(_WARM_BASELINE, function.reserved)
    yield f"    warm: {{baseline: {_WARM_BASELINE}, max: {most}, every: 5m}}"


def _service(service: DiscoveredService) -> Iterator[str]:
    """Yield the lines of a service; its minimum is the baseline, and no metric shows a demand."""
    yield f"  {_quoted(re.sub('[^A-Za-z0-9]+', '-', service.label))}:"
    yield f"    {service.noun}: {service.resource}"
    for level, usage in service.levels.items():
        most = usage.maximum or _room(usage.provisioned, 0)
        bounds = f"{{baseline: {usage.minimum}, max: {most}}}"
        yield f"    {level}: {bounds}  # no metric shows its demand: write one in the profile"


def _bound(found: DimensionUsage) -> str:
    return f"{{baseline: {_baseline(found)}, max: {_max(found)}}}"


def _max(found: DimensionUsage) -> int:
    return max(found.maximum or 0, _room(_baseline(found), found.peak))


def _room(baseline: int, peak: float) -> int:
    return max(_MIN_MAX, _TIMES_BASELINE * baseline, _round_up(_TIMES_PEAK * peak))


def _baseline(found: DimensionUsage) -> int:
    return max(1, found.minimum if found.minimum is not None else found.provisioned)


def _round_up(value: float) -> int:
    """Round up to two significant digits, the precision of an estimate."""
    whole = math.ceil(value)
    step = int("1".ljust(len(str(whole)) - 1, "0"))
    return -(-whole // step) * step


def _quoted(name: str) -> str:
    """Return a name as YAML; names of AWS resources need no escapes inside quotes."""
    plain = _PLAIN.fullmatch(name) and name.lower() not in _WORDS
    return name if plain else f'"{name}"'
