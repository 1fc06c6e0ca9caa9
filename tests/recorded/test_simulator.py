"""The simulator answers as AWS was recorded to answer."""

import pytest

from tests.recorded.rule import Rule, all_rules
from tests.recorded.runner import Verdict, judge
from tests.recorded.stand_ins import SimulatedAccount
from tests.recorded.verdicts import disputed

LEAST = 0.95
REASONS = disputed()


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_the_simulator_answers_as_recorded_or_has_a_reason(
    simulator: SimulatedAccount, rule: Rule
) -> None:
    judgement = judge(simulator, rule)
    agrees = judgement.verdict is Verdict.AGREES
    if rule.id in REASONS:
        assert not agrees, "The simulator meets this rule: remove it from disputed.yaml."
        return
    assert agrees, f"{judgement.verdict}: {judgement.seen}"


def test_the_simulator_agrees_with_nearly_all_rules() -> None:
    assert len(REASONS) <= (1 - LEAST) * len(all_rules())
