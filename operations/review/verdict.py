"""The result of a period in words: readiness, throttled requests, and dollars."""

from collections.abc import Iterator, Sequence

from kickoff.calendar.model.words import counted
from operations.review.model import FixtureReview

_MOST_CHAINS = 3


def verdict(reviews: Sequence[FixtureReview]) -> list[str]:
    """Return the sentences about all fixtures of a period."""
    judged = [each for each in reviews if each.deployed and not each.observed]
    observed = sum(each.observed for each in reviews)
    earlier = len(reviews) - len(judged) - observed
    chains = [sentence for each in judged if (sentence := _slowest(each))]
    return [
        f"{_readiness(judged)}, and {_throttled(reviews)}.",
        *chains[:_MOST_CHAINS],
        *_unlike(observed, "was only observed", "were only observed"),
        *_unlike(
            earlier,
            "opened before the deployment and is not judged",
            "opened before the deployment and are not judged",
        ),
        _cost(reviews),
    ]


def _slowest(review: FixtureReview) -> str:
    """Return the link of a chain that was ready last; nothing for a single target."""
    slowest, raised = review.slowest, [each for each in review.capacities if each.raised]
    if slowest is None or len({each.key.target for each in raised}) <= 1:
        return ""
    name, before = ".".join(slowest.key), review.minutes_before_kickoff(slowest.ready)
    if before is None:
        return f"{review.fixture.name}: {name} was never read back."
    when = f"{abs(before):.0f} minutes {'after' if before < 0 else 'before'} kick-off"
    return f"{review.fixture.name}: the slowest link was {name}, ready {when}."


def _readiness(reviews: Sequence[FixtureReview]) -> str:
    raised = [each for each in reviews if any(c.raised for c in each.capacities)]
    if not raised:
        return f"No capacity was raised for {counted(len(reviews), 'fixture')}"
    margins = [each.minutes_before_kickoff(each.ready) for each in raised]
    ready = sum(margin is not None and margin >= 0 for margin in margins)
    late = sum(margin is not None and margin < 0 for margin in margins)
    unknown = margins.count(None)
    words = f"{ready} of {counted(len(raised), 'fixture')} had all capacity before kick-off"
    if late:
        words += f", {late} had it late"
    if unknown:
        words += f", {unknown} never had it read back"
    return words


def _throttled(reviews: Sequence[FixtureReview]) -> str:
    throttled = sum(each.throttled for each in reviews)
    return f"{counted(throttled, 'request')} {'was' if throttled == 1 else 'were'} throttled"


def _cost(reviews: Sequence[FixtureReview]) -> str:
    held = sum(each.cost.held for each in reviews)
    always = sum(each.cost.always for each in reviews)
    return (
        f"The capacity above the baselines cost ${held:,.2f}; kept all the time, it would have "
        f"cost ${always:,.2f}."
    )


def _unlike(number: int, one: str, more: str) -> Iterator[str]:
    """Yield a sentence about the fixtures that are not judged, if there are any."""
    if number:
        yield f"{counted(number, 'fixture')} {one if number == 1 else more}."
