"""The files of rules are complete, and a mistyped rule fails loudly."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.recorded.rule import all_rules, read
from tests.recorded.table import PAGE, page
from tests.recorded.verdicts import read_disputes, read_moto

IDS = [rule.id for rule in all_rules()]
GOOD = """
subject: Tables
given: {table: {units: [1, 1]}}
rules:
  - id: raise-takes-seconds
    rule: A raise takes seconds.
    source: controller 058
    when: {update: {units: [2, 2]}}
    then: {answer: {status: UPDATING}}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "tables.yaml"
    path.write_text(text)
    return path


def test_a_rule_takes_the_preparation_of_its_file(tmp_path: Path) -> None:
    [rule] = read(written(tmp_path, GOOD)).rules
    assert len(rule.given) == 1


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("when:", "whem:", "whem"),
        ("{update: {units: [2, 2]}}", "{update: {unit: [2, 2]}}", "unit"),
        ("{update: {units: [2, 2]}}", "{upsate: {units: [2, 2]}}", "is no step"),
        ("{update: {units: [2, 2]}}", "settle", "the last step of when is a call"),
        ("controller 058", "rumour 058", "begin with none of controller"),
        ("{answer: {status: UPDATING}}", "{}", "expect one of"),
        ("{answer: {status: UPDATING}}", "{answer: {}, after: [1, 2]}", "belong to a state"),
        ("takes seconds.", "takes seconds", "rule"),
        ("raise-takes-seconds", "Raise", "id"),
    ],
)
def test_a_mistyped_rule_fails_with_its_file_and_its_place(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    with pytest.raises(ValueError, match=r"tables\.yaml") as refused:
        read(written(tmp_path, GOOD.replace(right, wrong, 1)))
    assert message in str(refused.value)


def test_every_rule_has_a_name_of_its_own() -> None:
    assert [name for name, count in Counter(IDS).items() if count > 1] == []


def test_every_dispute_has_a_reason_and_is_about_a_rule() -> None:
    disputes = read_disputes()
    assert all(dispute.reason.endswith(".") and dispute.rules for dispute in disputes)
    named = Counter(rule for dispute in disputes for rule in dispute.rules)
    assert set(named) <= set(IDS)
    assert max(named.values(), default=1) == 1


def test_moto_has_a_verdict_on_every_rule() -> None:
    assert set(read_moto()) == set(IDS)
    recorded = yaml.safe_load((Path(__file__).parent / "moto.yaml").read_text())
    assert sum(len(rules) for rules in recorded.values()) == len(IDS)


def test_the_page_of_the_rules_is_generated() -> None:
    assert PAGE.read_text() == page(), "Run python -m tests.recorded.table"
