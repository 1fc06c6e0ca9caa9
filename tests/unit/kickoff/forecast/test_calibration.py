"""The calibration of predicted peaks, with a verdict in words."""

from pathlib import Path

import pytest

from kickoff.forecast.calibration import Calibration, Verdict, calibration
from kickoff.forecast.loads import Loads, instant, minute
from kickoff.forecast.profile_forecast import profile_forecasts
from tests.unit.kickoff.forecast.seasons import FIRST, forecast_target, season


@pytest.mark.parametrize(
    ("above", "checked", "verdict"),
    [
        (0, 4, Verdict.TOO_FEW),
        (0, 5, Verdict.AS_ASKED),
        (2, 5, Verdict.AS_ASKED),
        (3, 5, Verdict.TOO_LOW),
        (3, 30, Verdict.AS_ASKED),
        (7, 30, Verdict.TOO_LOW),
        (0, 30, Verdict.CAUTIOUS),
    ],
)
def test_a_count_that_chance_hardly_explains_is_judged(
    above: int, checked: int, verdict: Verdict
) -> None:
    assert Calibration(above, checked).verdict is verdict


def test_the_calibration_is_said_in_words() -> None:
    (said,) = Calibration(2, 31).sentences()
    assert said == "above the 90th percentile: asked one in ten; was 2 in 31: as asked"
    assert (
        Calibration(2, 31, 1200, written_is_better=True)
        .sentences()[1]
        .startswith("the written 1,200 is better than what was learned")
    )


def _growing(factor: float) -> Loads:
    """Return a season whose crowd grows from match to match."""
    loads = season()
    for number in range(len(loads.values)):
        loads.values[number] *= factor ** (number // (24 * 60))
    return loads


@pytest.mark.parametrize(
    ("factor", "written", "above", "better"),
    [(1.0, 1000, 0, False), (1.0, 200, 0, False), (1.2, 700, 6, True), (1.2, 5, 6, False)],
    ids=["wrong number", "same number", "growth that the number foresaw", "too little"],
)
def test_a_written_number_that_missed_by_less_is_better(
    tmp_path: Path, factor: float, written: int, above: int, *, better: bool
) -> None:
    target = forecast_target(tmp_path, written=written)
    loads = _growing(factor).before(minute(FIRST) + 7 * 24 * 60)
    (forecast,) = profile_forecasts(target, target.archived(loads).recordings, instant(loads.end))
    found = calibration(target, forecast)
    assert (found.above, found.checked, found.written) == (above, 6, written)
    assert found.written_is_better is better
