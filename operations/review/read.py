"""Reads what became of fixtures: CloudWatch, and the trail where there is one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kickoff.aws.clients import Clients
from kickoff.calendar import Calendar, FunctionTarget, TableTarget, Warm
from kickoff.timeline import Fixture, Key
from operations.review.advice import advice
from operations.review.measure import capacity, warmth
from operations.review.seen import CapacityReview, Review, Warmth
from operations.review.series import OfCapacity, OfWarmth, of_capacity, of_warmth, read_all
from operations.review.trail import EARLIEST, Trail
from operations.review.window import Window


def read(  # noqa: PLR0913, PLR0917 (what a review rests on)
    calendar: Calendar,
    fixtures: Sequence[Fixture],
    since: datetime,
    now: datetime,
    clients: Clients,
    trail: Trail | None,
) -> list[Review]:
    """A review of each fixture, past or running."""
    windows = (Window(fixture, calendar, since, now) for fixture in fixtures)
    return [_review(window, clients, trail) for window in windows]


def _review(window: Window, clients: Clients, trail: Trail | None) -> Review:
    fixture = window.fixture
    slow, warm = _targets(window)
    of_slow = {key: of_capacity(key, target) for key, target in slow.items()}
    of_warm = {key: of_warmth(target) for key, (target, _) in warm.items()}
    wanted = [
        *((slow[key].place, metric) for key, each in of_slow.items() for metric in each),
        *((warm[key][0].place, metric) for key, each in of_warm.items() for metric in each),
    ]
    found = read_all(clients, wanted, fixture.opens - EARLIEST, window.end)
    capacities: list[CapacityReview] = []
    for key, target in slow.items():
        seen = OfCapacity(*(found[target.place, metric] for metric in of_slow[key]))
        story = trail.story(key, fixture) if trail else None
        capacities.append(capacity(key, target, window, seen, story))
    warmths: list[Warmth] = []
    for key, (function, what) in warm.items():
        waves = OfWarmth(*(found[function.place, metric] for metric in of_warm[key]))
        warmths.append(warmth(key, function, what, window, waves))
    review = Review(fixture, window.end, tuple(capacities), tuple(warmths))
    return replace(review, advice=tuple(advice(review, window.calendar)))


def _targets(
    window: Window,
) -> tuple[
    dict[Key, TableTarget | FunctionTarget],
    dict[Key, tuple[FunctionTarget, Warm]],
]:
    """What the fixture asks for: slow capacity, and warm containers."""
    slow: dict[Key, TableTarget | FunctionTarget] = {}
    warm: dict[Key, tuple[FunctionTarget, Warm]] = {}
    for key in window.keys:
        target = window.calendar.targets[key.target]
        if key.dimension == "warm" and isinstance(target, FunctionTarget) and target.warm:
            warm[key] = target, target.warm
        else:
            slow[key] = target
    return slow, warm
