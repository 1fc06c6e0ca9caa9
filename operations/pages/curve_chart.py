"""The learned curve in charts: its band, and labels of minutes from kick-off."""

from collections.abc import Sequence

from kickoff.forecast.demand_curve import Quantiles
from operations.pages.chart import ChartSeries, Shape

_LABEL_MINUTES = 30


def band_series(bands: Sequence[Quantiles]) -> ChartSeries:
    """Return the area between the 10th and the 90th percentile of each minute."""
    return ChartSeries(
        "10th to 90th percentile",
        "band",
        [band.high for band in bands],
        Shape.AREA,
        [band.low for band in bands],
    )


def kickoff_labels(minutes: range) -> dict[int, str]:
    """Return the labels of minutes from kick-off, by their place in the chart."""
    return {
        since - minutes.start: f"{since:+d} min" if since else "kick-off"
        for since in minutes
        if since % _LABEL_MINUTES == 0
    }
