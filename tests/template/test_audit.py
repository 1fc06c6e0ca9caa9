"""The checks of `make audit` that are passed over."""

from tests.template.model import ROOT


def test_each_check_of_checkov_that_is_passed_over_has_a_reason() -> None:
    lines = (ROOT / ".checkov.yaml").read_text().splitlines()
    skipped = [number for number, line in enumerate(lines) if line.startswith("  - CKV")]
    assert skipped
    for number in skipped:
        assert lines[number - 1].startswith("  # "), lines[number]
