"""Reviews as JSON data; null means unknown."""

from typing import Any

from kickoff.forecast.calibration import ASKED
from operations.review.model import (
    CapacityReview,
    DimensionHistory,
    FixtureCost,
    FixtureReview,
    SourcedInstant,
    WarmReview,
)
from prescaler.model import Entry


def review_data(review: FixtureReview) -> dict[str, Any]:
    """Return the data of one fixture."""
    fixture = review.fixture
    return {
        "fixture": fixture.name,
        "kickoff": fixture.kickoff.isoformat(),
        "opens": fixture.opens.isoformat(),
        "closes": fixture.closes.isoformat(),
        "over": review.over,
        **_instant("asked", review.requested, review),
        **_instant("ready", review.ready, review),
        "throttled": review.throttled,
        "capacity": [_capacity(review, each) for each in review.capacities],
        "warm": [_warm(each) for each in review.functions],
        "calibration": [
            {
                **key._asdict(),
                "asked": ASKED,
                "above": each.above,
                "checked": each.checked,
                "verdict": each.verdict,
                "written": each.written,
                "written_is_better": each.written_is_better,
            }
            for key, each in review.calibrations
        ],
        **_cost(review.cost),
        "advice": [
            {"kind": each.kind, "about": each.dimension, "says": each.text}
            for each in review.recommendations
        ],
    }


def _capacity(review: FixtureReview, capacity: CapacityReview) -> dict[str, Any]:
    return {
        **capacity.key._asdict(),
        "level": capacity.level,
        "held": capacity.live_at_peak,
        "peak": None if capacity.peak is None else round(capacity.peak, 1),
        "use": None if capacity.peak is None else round(capacity.utilisation, 4),
        "throttled": capacity.throttled,
        "throttled_before_ready": capacity.throttled_before_ready,
        "on_demand": capacity.spillover,
        **_instant("asked", capacity.requested, review),
        **_instant("ready", capacity.ready, review),
        **_cost(capacity.cost),
        "ticks_with_drift": capacity.drift_ticks,
        "trail": capacity.history and _history(capacity.history),
    }


def _history(history: DimensionHistory) -> dict[str, Any]:
    return {
        "changes": [_entry(each) for each in history.changes],
        "in_vain": [_entry(each) for each in history.ineffective],
        "set_by_others": [
            {"met": each.at.isoformat(), "value": each.before} for each in history.foreign
        ],
        "complete": history.complete,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "action": entry.action,
        "from": entry.before,
        "to": entry.after,
        "because": entry.because,
    }


def _warm(function: WarmReview) -> dict[str, Any]:
    return {
        "target": function.key.target,
        "asked": function.requested,
        "had": function.warm,
        "cold": function.cold,
        "cold_after_kickoff": function.cold_after_kickoff,
        "first_wave": function.first_wave.isoformat() if function.first_wave else None,
        "throttled": function.throttled,
        **_cost(function.cost),
    }


def _instant(name: str, instant: SourcedInstant | None, review: FixtureReview) -> dict[str, Any]:
    return {
        name: instant.at.isoformat() if instant else None,
        f"{name}_minutes": review.minutes_before_kickoff(instant),
        f"{name}_told_by": instant.source if instant else None,
    }


def _cost(cost: FixtureCost) -> dict[str, Any]:
    if not cost.known:
        return {"cost": None, "always": None}
    return {"cost": round(cost.held, 4), "always": round(cost.always, 4)}
