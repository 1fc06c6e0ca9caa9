"""The most that rules can cost in a real account."""

from collections.abc import Iterable

from kickoff.pricing.prices import DEFAULT_REGION, prices_of
from tests.recorded.account import TIMEOUT_S
from tests.recorded.rule import Rule
from tests.recorded.steps import Attempt, Burst, Function, Index, Pair, Register, Table, Update

_PRICES = prices_of(DEFAULT_REGION)
_DEAREST_REGION = 2  # times the prices of us-east-1
_FREE_WARM = (12_000, 4_000)  # of an on-demand table
_FUNCTION_GB = 0.125


def most(rules: Iterable[Rule]) -> float:
    """US dollars if AWS accepts every call, refused ones too, and bills a whole hour for units."""
    return _DEAREST_REGION * sum(_of_rule(rule) for rule in rules)


def _of_rule(rule: Rule) -> float:
    cost = 0.0
    for step in (*rule.given, *rule.when):
        request = step.request if isinstance(step, Attempt | Burst) else step
        match request:
            case Table():
                parts = [(request.units, request.warm), *_parts(request.indexes)]
                cost += max(request.copies, 1) * sum(_throughput(*part) for part in parts)
            case Update():
                cost += _throughput(request.units, request.warm)
                cost += sum(_throughput(*part) for part in _parts(request.indexes or ()))
            case Register():
                cost += request.maximum * _PRICES.write_unit_hour
            case Function():
                cost += _PRICES.request + _PRICES.gb_second * _FUNCTION_GB * TIMEOUT_S
    return cost


def _parts(indexes: Iterable[Index]) -> list[tuple[Pair | None, Pair | None]]:
    return [(index.units, index.warm) for index in indexes]


def _throughput(units: Pair | None, warm: Pair | None) -> float:
    reads, writes = (number or 0 for number in units or (0, 0))
    warm_reads, warm_writes = (
        max((number or 0) - free, 0)
        for number, free in zip(warm or (0, 0), _FREE_WARM, strict=True)
    )
    return (
        reads * _PRICES.read_unit_hour
        + writes * _PRICES.write_unit_hour
        + warm_reads * _PRICES.warm_throughput_cost(reads=True)
        + warm_writes * _PRICES.warm_throughput_cost(reads=False)
    )
