"""Reviews as JSON-able data; null is not known."""

from dataclasses import asdict
from typing import Any

from operations.review.seen import CapacityReview, Price, Review, Story, Told, Warmth
from prescaler.model import Entry


def plain(found: Review) -> dict[str, Any]:
    """One fixture."""
    fixture = found.fixture
    return {
        "fixture": fixture.name,
        "kickoff": fixture.kickoff.isoformat(),
        "opens": fixture.opens.isoformat(),
        "closes": fixture.closes.isoformat(),
        "over": found.over,
        **_told("asked", found.asked, found),
        **_told("ready", found.ready, found),
        "throttled": found.throttled,
        "capacity": [_capacity(found, each) for each in found.capacities],
        "warm": [_warmth(each) for each in found.warmths],
        **_price(found.price),
        "advice": [asdict(each) for each in found.advice],
    }


def _capacity(found: Review, seen: CapacityReview) -> dict[str, Any]:
    return {
        **seen.key._asdict(),
        "level": seen.level,
        "held": seen.held,
        "peak": round(seen.peak, 1),
        "use": round(seen.use, 4),
        "throttled": seen.throttled,
        "throttled_before_ready": seen.unready,
        "on_demand": seen.spilled,
        **_told("asked", seen.asked, found),
        **_told("ready", seen.ready, found),
        **_price(seen.price),
        "ticks_with_drift": seen.drifted,
        "trail": seen.story and _story(seen.story),
    }


def _story(story: Story) -> dict[str, Any]:
    """What the trail has; `complete` is false where its oldest entries are gone."""
    return {
        "changes": [_entry(each) for each in story.changes],
        "in_vain": [_entry(each) for each in story.in_vain],
        "set_by_others": [
            {"met": each.at.isoformat(), "value": each.before} for each in story.others
        ],
        "complete": story.whole,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "action": entry.action,
        "from": entry.before,
        "to": entry.after,
        "because": entry.because,
    }


def _warmth(seen: Warmth) -> dict[str, Any]:
    return {
        "target": seen.key.target,
        "asked": seen.asked,
        "had": seen.had,
        "cold": seen.cold,
        "cold_after_kickoff": seen.cold_after,
        "first_wave": seen.first.isoformat() if seen.first else None,
        "throttled": seen.throttled,
        **_price(seen.price),
    }


def _told(name: str, told: Told | None, found: Review) -> dict[str, Any]:
    return {
        name: told.at.isoformat() if told else None,
        f"{name}_minutes": found.before(told),
        f"{name}_told_by": told.origin if told else None,
    }


def _price(price: Price) -> dict[str, Any]:
    return {"cost": round(price.held, 4), "always": round(price.always, 4)}
