"""Metrics of several stacks in one account."""

import pytest

from kickoff.observability import publish
from tests.unit.kickoff.emf import lines, metrics


@pytest.mark.parametrize("dimensions", [{"Service": "warmer"}, {"Function": "pricing:live"}])
def test_a_deployed_function_publishes_each_metric_once_with_its_stack(
    dimensions: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KICKOFF_STACK", "kickoff-test")
    publish(dimensions, counts={"Tick": 1})
    [line] = lines(capsys.readouterr().out)
    [directive] = line["_aws"]["CloudWatchMetrics"]
    assert [set(each) for each in directive["Dimensions"]] == [{"Stack", *dimensions}]
    assert line["Stack"] == "kickoff-test"


def test_without_a_stack_a_metric_has_only_its_own_dimensions(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KICKOFF_STACK", raising=False)
    publish({"Target": "prices", "Dimension": "read"}, counts={"Drift": 0})
    assert metrics(capsys.readouterr().out) == [
        {"Target": "prices", "Dimension": "read", "Drift": [0.0]}
    ]
