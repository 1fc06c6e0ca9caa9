"""Calendars that Hypothesis makes up: small, crowded, across clock changes, in whole minutes."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

# A place, and a day on or beside which its clocks change, if they do.
DAYS = [
    ("Europe/London", "2026-03-29"),
    ("Europe/London", "2026-10-25"),
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Asia/Kolkata", "2026-12-31"),
    ("UTC", "2028-02-28"),
]
_SHARES = ["0", "0.1", "0.25", "0.3", "0.8", "1", "1.0", "1e-3"]
_SCALES = ["1", "0.5", "2.5", "1.1", "0.001", "3"]
_POINTS = ["kickoff-90m", "kickoff-20m", "kickoff", "kickoff+15m", "end-10m", "end", "end+30m"]
_WEEKDAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]

minutes = st.integers(0, 180).map(lambda each: f"{each}m")


def _or_absent(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def _bounds(**more: str) -> st.SearchStrategy[dict[str, Any]]:
    pairs = st.tuples(st.integers(1, 60), st.integers(0, 200))
    return pairs.map(lambda pair: {"baseline": pair[0], "max": pair[0] + pair[1], **more})


def targets(over_max: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    how = st.fixed_dictionaries(
        {"over_max": st.sampled_from(over_max)},
        optional={"combine": st.sampled_from(["sum", "max"])},
    )
    table = st.fixed_dictionaries(
        {
            "table": st.just("prices"),
            "read": _bounds(),
            "write": _bounds(),
            "indexes": st.fixed_dictionaries(
                {"by-day": st.fixed_dictionaries({"read": _bounds()})}
            ),
        }
    )
    function = st.fixed_dictionaries(
        {"function": st.just("pricing"), "warm": _bounds(every="5m"), "provisioned": _bounds()}
    )
    return st.fixed_dictionaries(
        {
            "prices": st.builds(lambda a, b: {**a, **b}, table, how),
            "pricing": st.builds(lambda a, b: {**a, **b}, function, how),
        }
    )


_amount = st.integers(0, 120)
_profile = st.builds(
    lambda needed, free: {**needed, **free},
    st.fixed_dictionaries(
        {
            "lasts": st.integers(1, 300).map(lambda each: f"{each}m"),
            "demand": _or_absent(
                prices=_or_absent(
                    read=_amount,
                    write=_amount,
                    indexes=st.fixed_dictionaries({"by-day": _or_absent(read=_amount)}),
                ),
                pricing=_or_absent(warm=_amount, provisioned=_amount),
            ),
        }
    ),
    _or_absent(
        lead=minutes,
        tail=minutes,
        phases=st.lists(
            st.fixed_dictionaries(
                {"from": st.sampled_from(_POINTS), "share": st.sampled_from(_SHARES).map(float)}
            ),
            max_size=4,
        ),
    ),
)


@st.composite
def calendars(
    draw: st.DrawFn, over_max: tuple[str, ...] = ("clamp", "raise")
) -> tuple[dict[str, Any], datetime]:
    """A calendar as data, and the local midnight that its first day begins with."""
    zone, day = draw(st.sampled_from(DAYS))
    midnight = datetime.fromisoformat(day)
    line: dict[str, Any] = {"profile": st.sampled_from(["a", "b"])}
    options = {
        "scale": st.sampled_from(_SCALES).map(float),
        "lasts": st.integers(1, 300).map(lambda each: f"{each}m"),
    }
    kickoffs = st.integers(-600, 1800).map(
        lambda each: f"{midnight + timedelta(minutes=each):%Y-%m-%d %H:%M}"
    )
    dated = st.builds(
        lambda needed, free: {**needed, **free},
        st.fixed_dictionaries({**line, "kickoff": kickoffs, "fold": st.sampled_from([0, 1])}),
        _or_absent(**options, status=st.sampled_from(["scheduled", "postponed", "cancelled"])),
    )
    rule = st.builds(
        lambda needed, free: {**needed, **free},
        st.fixed_dictionaries(
            {
                **line,
                "cron": st.builds(
                    "{} {} * * {}".format,
                    st.sampled_from([0, 30, 45]),
                    st.integers(0, 23),
                    st.lists(st.sampled_from(_WEEKDAYS), min_size=3, unique=True).map(",".join),
                ),
            }
        ),
        _or_absent(**{**options, "from": st.just(f"{midnight - timedelta(days=9):%Y-%m-%d}")}),
    )
    data: dict[str, Any] = {
        "version": 1,
        "timezone": zone,
        "targets": draw(targets(over_max)),
        "profiles": {"a": draw(_profile), "b": draw(_profile)},
        "fixtures": draw(st.lists(dated, max_size=6)),
        "recurring": draw(st.lists(rule, max_size=2)),
    }
    for section in ("fixtures", "recurring"):
        for number, event in enumerate(data[section]):
            event["name"] = f"{section} {number}"
    return data, midnight
