"""1,000 tables of two dimensions with two indexes of two each; a match for 20, then one for 200."""

import json
from datetime import UTC, datetime, timedelta

TABLES = 1000
INDEXES = ("by-fixture", "by-customer")
DIMENSIONS = ("read", "write", *(f"{i}.{kind}" for i in INDEXES for kind in ("read", "write")))
FOUND = 5
RAISED = 50
MAXIMUM = 4000
IN_A_WINDOW = 20
RAISED_AT_ONCE = 200
LATENCY = 0.03
LEASES = "leases"
OPENS = datetime(2026, 12, 5, 12, 10, tzinfo=UTC)
"""When the window of the first match opens; that of the second does so while it still runs."""
SECOND = OPENS + timedelta(hours=4)


def tables() -> list[str]:
    """Their names."""
    return [f"table-{number:04}" for number in range(TABLES)]


def watched() -> list[str]:
    """The tables in the first window, by one dimension each: the most calls that can be."""
    return tables()[:IN_A_WINDOW]


def raised() -> list[str]:
    """The tables that are raised at once, by one dimension each."""
    return tables()[IN_A_WINDOW : IN_A_WINDOW + RAISED_AT_ONCE]


def calendar() -> str:
    """The file."""
    capacity = {"baseline": FOUND, "max": MAXIMUM}
    both = {"read": capacity, "write": capacity}
    return json.dumps(
        {
            "version": 1,
            "timezone": "UTC",
            "targets": {
                name: {"table": name, **both, "indexes": dict.fromkeys(INDEXES, both)}
                for name in tables()
            },
            "profiles": {
                "first": _profile(watched()),
                "second": _profile(raised()),
            },
            "fixtures": [
                {"name": "Leeds v Derby", "kickoff": "2026-12-05 12:30", "profile": "first"},
                {"name": "Cup final", "kickoff": "2026-12-05 16:30", "profile": "second"},
            ],
        }
    )


def _profile(names: list[str]) -> dict[str, object]:
    demand = {name: {"read": RAISED} for name in names}
    return {"lasts": "8h", "lead": "20m", "demand": demand}
