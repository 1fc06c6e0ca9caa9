"""Reads CloudWatch and the leases, and reviews fixtures."""

from collections.abc import Sequence
from dataclasses import replace

from kickoff.aws.clients import Clients
from kickoff.calendar import Calendar, FunctionTarget, TableTarget, Warm
from kickoff.timeline import Fixture, Key
from operations.review.analysis import review_capacity, review_warm
from operations.review.lease_history import EARLIEST, LeaseHistory
from operations.review.metrics import (
    CapacityMetrics,
    WarmMetrics,
    capacity_metrics,
    read_at_places,
    warm_metrics,
)
from operations.review.model import CapacityReview, FixtureReview, WarmReview
from operations.review.period import ReviewPeriod
from operations.review.recommendations import recommend
from operations.review.review_window import ReviewWindow


def review_fixtures(
    calendar: Calendar,
    fixtures: Sequence[Fixture],
    period: ReviewPeriod,
    clients: Clients,
    history: LeaseHistory | None,
) -> list[FixtureReview]:
    """Return the review of each fixture, past or running."""
    windows = (ReviewWindow(each, calendar, period.start, period.now) for each in fixtures)
    return [_review(window, clients, history) for window in windows]


def _review(window: ReviewWindow, clients: Clients, history: LeaseHistory | None) -> FixtureReview:
    fixture = window.fixture
    slow, warm = _targets(window)
    slow_metrics = {key: capacity_metrics(key, target) for key, target in slow.items()}
    function_metrics = {key: warm_metrics(target) for key, (target, _) in warm.items()}
    wanted = [
        *((slow[key].place, metric) for key, each in slow_metrics.items() for metric in each),
        *(
            (warm[key][0].place, metric)
            for key, each in function_metrics.items()
            for metric in each
        ),
    ]
    values = read_at_places(clients, wanted, fixture.opens - EARLIEST, window.end)
    capacities: list[CapacityReview] = []
    for key, target in slow.items():
        minutes = CapacityMetrics(*(values[target.place, metric] for metric in slow_metrics[key]))
        entries = history.of_fixture(key, fixture) if history else None
        capacities.append(review_capacity(key, target, window, minutes, entries))
    functions: list[WarmReview] = []
    for key, (function, level) in warm.items():
        waves = WarmMetrics(*(values[function.place, metric] for metric in function_metrics[key]))
        functions.append(review_warm(key, function, level, window, waves))
    review = FixtureReview(fixture, window.end, tuple(capacities), tuple(functions))
    return replace(review, recommendations=tuple(recommend(review, window.calendar)))


def _targets(
    window: ReviewWindow,
) -> tuple[
    dict[Key, TableTarget | FunctionTarget],
    dict[Key, tuple[FunctionTarget, Warm]],
]:
    """Return the targets of the fixture: slow capacity, and functions that are kept warm."""
    slow: dict[Key, TableTarget | FunctionTarget] = {}
    warm: dict[Key, tuple[FunctionTarget, Warm]] = {}
    for key in window.keys:
        target = window.calendar.targets[key.target]
        if key.dimension == "warm" and isinstance(target, FunctionTarget) and target.warm:
            warm[key] = target, target.warm
        else:
            slow[key] = target
    return slow, warm
