"""Reports of forecasts: metrics, fallbacks to the written numbers, and learned demand."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_lambda_powertools import Logger

from kickoff.forecast.forecaster import CalendarForecast, LearnedDimension, LearningFailure
from kickoff.forecast.loads import instant
from kickoff.forecast.profile_forecast import PeakCheck, ProfileForecast
from kickoff.observability import publish
from kickoff.timeline import Key

_SERVICE = {"Service": "prescaler"}


def report_view(view: CalendarForecast, logger: Logger) -> None:
    """Publish a minute's forecasts beside the consumption, and log each fallback."""
    if view.minimums:
        publish(_SERVICE, counts={"ForecastFallbacks": len(view.fallbacks)})
    for each in view.fallbacks:
        extra = {"outcome": each.reason, "reason": each.message}
        logger.warning("the written numbers hold", extra=extra)
    for dimensions, counts in view.metrics():
        publish(dimensions, counts=counts)


def report_learned(
    learned: Sequence[LearnedDimension | LearningFailure], logger: Logger, configuration: str
) -> list[dict[str, Any]]:
    """Publish the daily run: predicted and actual peaks of the last day's fixtures.

    Return one JSON line for each profile of each dimension.
    """
    failed = [each for each in learned if isinstance(each, LearningFailure)]
    publish(_SERVICE, counts={"LearnErrors": len(failed)})
    for missed in failed:
        extra = {**missed.key._asdict(), "reason": missed.message}
        logger.error("nothing learned", extra=extra)
    lines = []
    for each in learned:
        if isinstance(each, LearningFailure):
            continue
        for check in each.checks:
            _publish(each.key, check)
        for lesson in each.profiles:
            line = _line(each.key, lesson)
            logger.info("learned", extra=line | {"configuration": configuration})
            lines.append(line)
    return lines


def _publish(key: Key, check: PeakCheck) -> None:
    counts = {
        "PredictedPeak": check.predicted.median,
        "ActualPeak": check.actual,
        "ForecastError": 100 * check.error,
    }
    publish(_dimensions(key), counts=counts)


def _line(key: Key, lesson: ProfileForecast) -> dict[str, Any]:
    return {
        **key._asdict(),
        "profile": lesson.profile,
        "kickoffs": len(lesson.past),
        "next": lesson.fixture.name if lesson.fixture else None,
        "demand": lesson.curve.demand,
        "half": round(lesson.curve.peak.median),
        "checked": [
            {
                "kickoff": instant(check.kickoff).isoformat(),
                "predicted": round(check.predicted.median),
                "actual": round(check.actual),
            }
            for check in lesson.checks[-3:]
        ],
    }


def _dimensions(key: Key) -> Mapping[str, str]:
    return {"Target": key.target, "Dimension": key.dimension}
