"""Values of CloudWatch: complete, empty and unreadable ones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from kickoff.aws.metrics import Metric, consumed, read_each_metric, read_metrics
from kickoff.forecast.loads import Loads, minute
from kickoff.outcome import Code, Failure, Outcome

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

NOON = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
READS, WRITES = consumed("prices", "read"), consumed("prices", "write")


@dataclass
class CloudWatch:
    """GetMetricData with one status for each metric on each page, and a value on each."""

    pages: list[list[str]]

    def get_paginator(self, _: str) -> "CloudWatch":
        return self

    def paginate(self, **_: object) -> Iterator[dict[str, Any]]:
        for number, statuses in enumerate(self.pages):
            yield {
                "MetricDataResults": [
                    {
                        "Id": f"m{each}",
                        "Timestamps": [NOON + number * MINUTE],
                        "Values": [60.0],
                        "StatusCode": status,
                    }
                    for each, status in enumerate(statuses)
                ]
            }


def client(*pages: list[str]) -> "CloudWatchClient":
    return cast("CloudWatchClient", CloudWatch(list(pages)))


def read(*pages: list[str]) -> dict[Metric, dict[datetime, float] | Outcome]:
    return read_each_metric(client(*pages), [READS, WRITES], NOON, NOON + 5 * MINUTE)


def test_values_of_all_pages_are_read_and_the_last_status_counts() -> None:
    found = read(["PartialData", "Complete"], ["Complete", "Complete"])
    assert found[READS] == {NOON: 60, NOON + MINUTE: 60}


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("InternalError", Code.FAILED),
        ("PartialData", Code.FAILED),
        ("Forbidden", Code.DENIED),
    ],
)
def test_a_metric_without_a_complete_answer_is_unreadable_and_hides_no_other(
    status: str, code: Code
) -> None:
    found = read([status, "Complete"])
    outcome = found[READS]
    assert isinstance(outcome, Outcome)
    assert outcome.code is code
    assert "ConsumedReadCapacityUnits TableName=prices" in outcome.message
    assert found[WRITES] == {NOON: 60}


def test_an_unreadable_metric_fails_a_read_of_all() -> None:
    with pytest.raises(Failure, match="InternalError"):
        read_metrics(client(["Complete", "InternalError"]), [READS, WRITES], NOON, NOON + MINUTE)


def loads(points: Iterable[tuple[int, float]], *, silent_when_idle: bool = False) -> list[float]:
    """The loads of a quarter of an hour; -1 is unknown."""
    rows = [(NOON + number * MINUTE, units) for number, units in points]
    end = NOON + 15 * MINUTE
    found = Loads.of_metric(rows, NOON, end, silent_when_idle=silent_when_idle)
    first = minute(NOON)
    values = [found.at(number) for number in range(first, first + 15)]
    return [units if units == units else -1 for units in values]  # noqa: PLR0124 (NaN)


def test_an_empty_answer_is_unknown() -> None:
    assert loads([]) == [-1] * 15
    assert loads([], silent_when_idle=True) == [-1] * 15


def test_a_gap_is_zero_only_between_zeros() -> None:
    assert loads([(0, 0), (3, 0), (5, 60)]) == [0, 0, 0, 0, -1, 60, *[-1] * 9]


def test_a_metric_that_is_silent_when_idle_is_zero_after_its_first_point_once_settled() -> None:
    found = loads([(2, 7), (4, 9)], silent_when_idle=True)
    assert found == [-1, -1, 7, 0, 9, 0, 0, 0, 0, 0, *[-1] * 5]
