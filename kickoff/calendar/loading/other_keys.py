"""Keys that people know from other tools, and the word to use here."""

from kickoff.calendar.model.problems import Path

_ENDING = "use lasts, such as 2h, or ends, a local time such as '22:00'"
_ZONE = (
    "times are in the calendar's timezone; another zone is an offset of the kick-off, such as "
    "2026-06-05 12:30+01:00"
)
_CAPACITY = "use read and write, each with baseline and max"
_CONCURRENCY = "use warm (pings) or provisioned, each with baseline and max"
_BY_SECTION: dict[str, dict[str, str]] = {
    "fixtures": {
        **dict.fromkeys(("end", "until", "duration", "length", "to"), _ENDING),
        **dict.fromkeys(("timezone", "tz", "zone"), _ZONE),
        **dict.fromkeys(("start", "from", "date", "time", "at", "when"), "use kickoff"),
        **dict.fromkeys(("title", "summary", "event"), "use name"),
        **dict.fromkeys(("cron", "rate", "repeat", "rrule"), "repeated fixtures are in recurring"),
        "demand": "a demand is in a profile; scale changes it for one fixture",
    },
    "recurring": {
        **dict.fromkeys(("end", "duration", "length"), f"{_ENDING}; the last day is until"),
        **dict.fromkeys(("schedule", "rate", "rrule", "kickoff"), "use cron"),
        **dict.fromkeys(("start", "start_date"), "use from, the first day"),
        "end_date": "use until, the last day",
    },
    "targets": {
        **dict.fromkeys(
            ("billing_mode", "BillingMode"),
            "kickoff reads it from AWS; for prices, use billing: on-demand or provisioned",
        ),
        **dict.fromkeys(("min", "minimum", "MinCapacity", "min_capacity"), "use baseline"),
        **dict.fromkeys(("maximum", "MaxCapacity", "max_capacity"), "use max"),
        **dict.fromkeys(("rcu", "wcu", "capacity", "throughput"), _CAPACITY),
        **dict.fromkeys(("concurrency", "provisioned_concurrency", "count"), _CONCURRENCY),
        **dict.fromkeys(("alias", "version"), "use qualifier"),
        **dict.fromkeys(("schedule", "rate", "interval"), "use every inside warm, such as 5m"),
        **dict.fromkeys(("account", "role"), "use role_arn"),
    },
    "profiles": {
        **dict.fromkeys(("end", "duration", "length"), _ENDING),
        **dict.fromkeys(("start", "before", "warmup"), "use lead, the time before kick-off"),
        **dict.fromkeys(("after", "cooldown"), "use tail, the time after the end"),
        **dict.fromkeys(("targets", "capacity"), "use demand, by target"),
    },
    "calendars": {
        **dict.fromkeys(("file", "path"), "use ics"),
        **dict.fromkeys(("uri", "href", "source"), "use url"),
    },
}
_AT_THE_TOP = {
    **dict.fromkeys(("tz", "zone"), "use timezone"),
    **dict.fromkeys(("events", "schedules", "schedule"), "use fixtures, or recurring"),
    **dict.fromkeys(("tables", "functions", "resources"), "use targets"),
}


def hint(path: Path) -> str:
    """Return the advice for an unknown key at a path, to follow its message; empty for none."""
    key, section = str(path[-1]), str(path[0])
    if ":" in key:
        return "; write a space after the colon"
    known = _AT_THE_TOP if len(path) == 1 else _BY_SECTION.get(section, {})
    return f"; {known[key]}" if key in known else ""
