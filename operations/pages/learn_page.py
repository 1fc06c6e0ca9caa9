"""What was learned as a page: past curves, the forecast with its band, the steps of a floor."""

from collections.abc import Iterator, Sequence
from math import isnan
from zoneinfo import ZoneInfo

from kickoff.calendar import TableTarget
from kickoff.forecast.demand_curve import Quantiles
from kickoff.forecast.loads import instant
from kickoff.forecast.profile_forecast import ProfileForecast
from kickoff.forecast.target import ForecastTarget
from kickoff.pricing.prices import PRICES
from operations.pages.axes import Axes, drawing
from operations.pages.page import Document, section
from operations.terminal import when

_COLUMNS = ("kick-off", "profile", "one in ten", "half", "nine in ten", "was", "error of the half")
_SHOWN = 12
_LABEL_MINUTES = 30
_MINUTES = 60  # in an hour


def page(about: ForecastTarget, lessons: Sequence[ProfileForecast]) -> str:
    """The page; a chart a profile, and each past kick-off as those before it predicted it."""
    zone = about.calendar.zone
    return Document(
        title=f"Learned: {about.key.target}.{about.key.dimension}",
        summary=(
            "The peaks of the last kick-offs at scale 1: as those before predicted them, and as "
            f"they were. Times are {zone.key}."
        ),
        columns=_COLUMNS,
        rows=[row for lesson in lessons for row in _checks(lesson, zone)],
        legend=(
            ("past", "past kick-offs"),
            ("band", "from one in ten to nine in ten"),
            ("kickoff", "half"),
            ("alone", "the floor's steps"),
        ),
        charts=[
            section(_title(lesson, zone), price(about, lesson) or "at scale 1", _chart(lesson))
            for lesson in lessons
        ],
    ).html()


def price(about: ForecastTarget, lesson: ProfileForecast) -> str | None:
    """What the learned steps of one fixture cost, of a table."""
    if not isinstance(about.calendar.targets[about.key.target], TableTarget):
        return None
    is_read = about.key.dimension.endswith("read")
    unit_hour = PRICES.read_unit_hour if is_read else PRICES.write_unit_hour
    hours = sum(_floor(lesson)) / _MINUTES
    return (
        f"a fixture by these steps: {hours:,.0f} capacity-hours, ${hours * unit_hour:,.2f}\n"
        f"  (prices of {PRICES.region}, {PRICES.day:%d %b %Y})"
    )


def _title(lesson: ProfileForecast, zone: ZoneInfo) -> str:
    return f"{lesson.profile}, for {when(lesson.coming.astimezone(zone))}"


def _checks(lesson: ProfileForecast, zone: ZoneInfo) -> Iterator[Sequence[str]]:
    for check in reversed(lesson.checks[-_SHOWN:]):
        band = check.predicted
        yield (
            when(instant(check.kickoff).astimezone(zone)),
            lesson.profile,
            *(f"{units:,.0f}" for units in (band.low, band.median, band.high, check.actual)),
            f"{check.error:+.0%}",
        )


def _chart(lesson: ProfileForecast) -> str:
    curve = lesson.curve
    steps = _floor(lesson)
    minutes = range(curve.first, curve.first + len(curve.minutes))
    axes = Axes(len(minutes), max(*steps, *(one.peak for one in lesson.past), 1))
    labels: dict[float, str] = {
        since - curve.first: f"{since:+d}" if since else "kick-off"
        for since in minutes
        if since % _LABEL_MINUTES == 0
    }
    past = [[one.at(since) for since in minutes] for one in lesson.past]
    return drawing(
        f"{lesson.profile} by minutes from kick-off",
        [
            *axes.grid(),
            *axes.times(labels),
            f'<path class="band" d="{axes.between(*_edges(curve.minutes))}"/>',
            *(f'<path class="past" d="{axes.line(one)}"/>' for one in map(_bridged, past)),
            f'<path class="kickoff" d="{axes.line([band.median for band in curve.minutes])}"/>',
            f'<path class="alone" d="{axes.steps(steps)}"/>',
        ],
    )


def _floor(lesson: ProfileForecast) -> list[float]:
    """The learned number and shape, minute by minute."""
    curve = lesson.curve
    phases = curve.phases()
    ends = [phase.since for phase in phases[1:]] + [curve.first + len(curve.minutes)]
    return [
        float(phase.share * curve.demand)
        for phase, end in zip(phases, ends, strict=True)
        for _ in range(phase.since, end)
    ]


def _edges(bands: Sequence[Quantiles]) -> tuple[list[float], list[float]]:
    return [band.low for band in bands], [band.high for band in bands]


def _bridged(units: Sequence[float]) -> list[float]:
    """A curve without gaps: what is not known is as the minute before it."""
    bridged: list[float] = []
    for each in units:
        bridged.append(each if not isnan(each) else bridged[-1] if bridged else 0.0)
    return bridged
