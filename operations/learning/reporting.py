"""Report of the daily run: metrics, and a log line for each profile of each dimension."""

from collections.abc import Sequence
from typing import Any

from aws_lambda_powertools import Logger

from kickoff.forecast.calibration import Calibration
from kickoff.forecast.forecaster import LearnedDimension, LearningFailure
from kickoff.forecast.loads import instant
from kickoff.forecast.profile_forecast import PeakCheck, ProfileForecast
from kickoff.observability import publish
from kickoff.timeline import Key

# The learner's metrics and logs are the prescaler's: alarms and dashboards use this name.
SERVICE = "prescaler"
_LATEST_CHECKS = 3


def report_learned(
    learned: Sequence[LearnedDimension | LearningFailure], logger: Logger, configuration: str
) -> list[dict[str, Any]]:
    """Publish the predicted and actual peaks of the last day's fixtures, and log each forecast.

    Returns:
        The line of each profile of each dimension.
    """
    failed = [each for each in learned if isinstance(each, LearningFailure)]
    publish({"Service": SERVICE}, counts={"LearnErrors": len(failed)})
    for failure in failed:
        extra = {**failure.key._asdict(), "reason": failure.message}
        logger.error("nothing learned", extra=extra)
    lines = []
    for each in learned:
        if isinstance(each, LearningFailure):
            continue
        if each.note:
            logger.warning("archive is empty", extra={**each.key._asdict(), "reason": each.note})
        for check in each.checks:
            _publish_peaks(each.key, check)
        for forecast in each.profiles:
            line = _line(each.key, forecast, each.calibrations.get(forecast.profile))
            logger.info("learned", extra=line | {"configuration": configuration})
            lines.append(line)
    return lines


def _publish_peaks(key: Key, check: PeakCheck) -> None:
    """Publish both peaks, and the error of the median in percent of the actual peak."""
    counts = {
        "PredictedPeak": check.predicted.median,
        "ActualPeak": check.actual,
        "ForecastError": 100 * check.error,
    }
    publish({"Target": key.target, "Dimension": key.dimension}, counts=counts)


def _line(key: Key, forecast: ProfileForecast, calibrated: Calibration | None) -> dict[str, Any]:
    return {
        **key._asdict(),
        "profile": forecast.profile,
        "kickoffs": len(forecast.past),
        "next": forecast.fixture.name if forecast.fixture else None,
        "demand": forecast.curve.demand,
        "half": round(forecast.curve.peak.median),
        "calibration": calibrated.sentences() if calibrated else [],
        "checked": [
            {
                "kickoff": instant(check.kickoff).isoformat(),
                "predicted": round(check.predicted.median),
                "actual": round(check.actual),
            }
            for check in forecast.checks[-_LATEST_CHECKS:]
        ],
    }
