"""The verdicts on record: rules that the simulator does not meet, and moto's answers."""

from pathlib import Path

import yaml
from pydantic import TypeAdapter

from tests.recorded.rule import HERE, Rule
from tests.recorded.runner import Verdict, judge
from tests.recorded.stand_ins import mocked, testing_session
from tests.recorded.steps import Strict

DISPUTED, MOTO = HERE / "disputed.yaml", HERE / "moto.yaml"


class Dispute(Strict):
    """Rules that the simulator does not meet, and the reason."""

    reason: str
    rules: tuple[str, ...]


def read_disputes(path: Path = DISPUTED) -> tuple[Dispute, ...]:
    """All disputes."""
    return TypeAdapter(tuple[Dispute, ...]).validate_python(yaml.safe_load(path.read_text()))


def disputed() -> dict[str, str]:
    """The reason by rule."""
    return {rule: dispute.reason for dispute in read_disputes() for rule in dispute.rules}


def read_moto(path: Path = MOTO) -> dict[str, Verdict]:
    """moto's verdict by rule."""
    recorded = TypeAdapter(dict[Verdict, list[str]]).validate_python(
        yaml.safe_load(path.read_text())
    )
    return {rule: verdict for verdict, rules in recorded.items() for rule in rules}


def record_moto(rules: tuple[Rule, ...], path: Path = MOTO) -> None:
    """Run all rules in moto and write its verdicts."""
    found: dict[str, list[str]] = {}
    with mocked(testing_session()) as account:
        for rule in rules:
            found.setdefault(judge(account, rule).verdict.value, []).append(rule.id)
    path.write_text(yaml.safe_dump(found, sort_keys=True))
