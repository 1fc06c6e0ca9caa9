"""The text of a first calendar with one profile, for the user to complete."""

import math
import re
from collections.abc import Iterator, Sequence

from operations.discovery.resources import DimensionUsage, DiscoveredFunction, DiscoveredTable
from operations.discovery.services import DiscoveredService

# Fixtures may exceed the peaks of the last days.
_HEADROOM = 2
_MIN_MAX = 10
# Containers kept warm between fixtures.
_WARM_BASELINE = 1
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_WORDS = {"null", "true", "false"}

_HEAD = """\
# Made from the account, with the peaks of the last {days} days. Check it: baselines are the current
# minimums, the profile's demands are the busiest minutes. Then add fixtures.
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
        if demand := _demand(table):
            demands.append(f"      {name}: {demand}")
    for function in functions:
        name = _quoted(f"{function.name}-function" if function.name in shared else function.name)
        targets += [f"  {name}:", *_function(function)]
        demands.append(f"      {name}: {{warm: {max(1, math.ceil(function.peak))}}}")
    for service in services:
        targets += _service(service)
    profile = ["profiles:", "  fixture:", "    lasts: 2h", "    lead: 20m", "    tail: 30m"]
    profile += ["    demand:", *demands] if demands else []
    is_empty = all(line.lstrip().startswith("#") for line in targets)
    body = ["targets: {}" if is_empty else "targets:", *targets, *profile]
    return _HEAD.format(days=days, zone=zone) + "\n".join(body) + "\n" + _TAIL


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
    room = max(_MIN_MAX, _round_up(_HEADROOM * function.peak))
    most = room if function.reserved is None else max(_WARM_BASELINE, function.reserved)
    yield f"    warm: {{baseline: {_WARM_BASELINE}, max: {most}, every: 5m}}"


def _service(service: DiscoveredService) -> Iterator[str]:
    """Yield the lines of a service; its minimum is the baseline, and no metric shows a demand."""
    yield f"  {_quoted(re.sub('[^A-Za-z0-9]+', '-', service.label))}:"
    yield f"    {service.noun}: {service.resource}"
    for level, usage in service.levels.items():
        most = usage.maximum or max(_MIN_MAX, _HEADROOM * usage.provisioned)
        bounds = f"{{baseline: {usage.minimum}, max: {most}}}"
        yield f"    {level}: {bounds}  # no metric shows its demand: write one in the profile"


def _bound(found: DimensionUsage) -> str:
    baseline = _baseline(found)
    room = max(baseline, _MIN_MAX, _round_up(_HEADROOM * found.peak))
    return f"{{baseline: {baseline}, max: {found.maximum or room}}}"


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
