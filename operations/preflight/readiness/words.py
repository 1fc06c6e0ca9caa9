"""Instants and durations in sentences."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_SIX_DAYS = timedelta(days=6)


def on_day(moment: datetime, zone: ZoneInfo) -> str:
    """Return a local time with its day, such as `Sat 5 Dec 12:30`."""
    local = moment.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def near(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return a local time; with its weekday in the coming days, with its date on any other."""
    local = moment.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    is_soon = now < moment < now + _SIX_DAYS
    return f"{local:%a %H:%M}" if is_soon else on_day(moment, zone)


def lasting(length: timedelta) -> str:
    """Return a duration in its two largest units, such as `14 h 20 min`."""
    if length < _HOUR:
        return f"{length // _MINUTE} min"
    if length < _DAY:
        return f"{length // _HOUR} h {length % _HOUR // _MINUTE} min"
    return f"{length // _DAY} d {length % _DAY // _HOUR} h"


def minutes_up(length: timedelta) -> str:
    """Return a duration in whole minutes, rounded up."""
    return f"{-(-length // _MINUTE)} min"


def in_time(moment: datetime, now: datetime) -> str:
    """Return the distance of an instant: `in 14 h 20 min`, `5 min ago`, or `now`."""
    if abs(moment - now) < _MINUTE:
        return "now"
    return f"in {lasting(moment - now)}" if moment > now else f"{lasting(now - moment)} ago"
