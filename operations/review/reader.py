"""Reads CloudWatch and the leases, and reviews fixtures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kickoff.aws.clients import Clients
from kickoff.calendar import Calendar, FunctionTarget
from kickoff.timeline import Fixture
from operations.review.analysis import review_capacity, review_warm
from operations.review.calibrations import Calibrations
from operations.review.lease_history import LeaseHistory
from operations.review.metrics import read_series, review_metrics
from operations.review.model import CapacityReview, FixtureReview, WarmReview
from operations.review.period import ReviewPeriod
from operations.review.recommendations import recommend
from operations.review.review_window import ReviewWindow


@dataclass(frozen=True, slots=True)
class ReviewSources:
    """CloudWatch, the leases (None without them), and the calibration of learned demand."""

    clients: Clients
    history: LeaseHistory | None
    calibrations: Calibrations


def review_fixtures(
    calendar: Calendar, fixtures: Sequence[Fixture], period: ReviewPeriod, sources: ReviewSources
) -> list[FixtureReview]:
    """Return the review of each fixture, past or running."""
    windows = (ReviewWindow(each, calendar, period.start, period.now) for each in fixtures)
    return [_review(window, sources, period.deployed) for window in windows]


def _review(
    window: ReviewWindow, sources: ReviewSources, deployed: datetime | None
) -> FixtureReview:
    fixture, calendar = window.fixture, window.calendar
    targets = {key: calendar.targets[key.target] for key in window.keys}
    metrics = {key: (each.place, review_metrics(key, each)) for key, each in targets.items()}
    series = read_series(sources.clients, metrics, window.readable_from, window.end)
    capacities: list[CapacityReview] = []
    functions: list[WarmReview] = []
    for key, target in targets.items():
        if isinstance(target, FunctionTarget) and target.warm and key.dimension == "warm":
            functions.append(review_warm(key, target, target.warm, window, series[key]))
        else:
            entries = sources.history.of_fixture(key, fixture) if sources.history else None
            capacities.append(review_capacity(key, target, window, series[key], entries))
    learned = tuple(
        (key, sources.calibrations[key, fixture.profile])
        for key in targets
        if (key, fixture.profile) in sources.calibrations
    )
    review = FixtureReview(
        fixture,
        window.end,
        tuple(capacities),
        tuple(functions),
        deployed=deployed is None or deployed <= fixture.opens,
        calibrations=learned,
    )
    return replace(review, recommendations=tuple(recommend(review, calendar)))
