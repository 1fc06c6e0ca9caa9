"""moto's verdicts are the recorded ones, so that the table of the rules is true."""

import pytest

from tests.recorded.rule import Rule, all_rules
from tests.recorded.runner import judge
from tests.recorded.stand_ins import MotoAccount
from tests.recorded.verdicts import read_moto

RECORDED = read_moto()


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_moto_answers_as_in_the_table(moto: MotoAccount, rule: Rule) -> None:
    judgement = judge(moto, rule)
    assert judgement.verdict == RECORDED[rule.id], (
        f"{judgement.seen}\nIf moto changed: python -m tests.recorded.table --moto"
    )
