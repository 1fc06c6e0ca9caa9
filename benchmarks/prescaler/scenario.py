"""1,000 tables with two indexes each; a match needs 20 of them, the next match 200."""

import json
from datetime import UTC, datetime, timedelta

TABLES = 1000
INDEXES = ("by-fixture", "by-customer")
DIMENSIONS = ("read", "write", *(f"{i}.{kind}" for i in INDEXES for kind in ("read", "write")))
LOW = 5
RAISED = 50
MAXIMUM = 4000
IN_FIRST = 20
IN_SECOND = 200
WITHOUT_AUTO_SCALING = 60  # of the second match
LATENCY_S = 0.03
LEASE_TABLE = "leases"
OPENS = datetime(2026, 12, 5, 12, 10, tzinfo=UTC)
"""The window of the first match opens. The second match's window opens while it lasts."""
SECOND = OPENS + timedelta(hours=4)


def tables() -> list[str]:
    """Names of all tables."""
    return [f"table-{number:04}" for number in range(TABLES)]


def first_tables() -> list[str]:
    """Tables of the first match, one dimension each: the highest number of calls for them."""
    return tables()[:IN_FIRST]


def second_tables() -> list[str]:
    """Tables that the second match raises at once, one dimension each."""
    return tables()[IN_FIRST : IN_FIRST + IN_SECOND]


def provisioned_tables() -> list[str]:
    """Tables of the second match without auto scaling: each is raised by an UpdateTable."""
    return second_tables()[-WITHOUT_AUTO_SCALING:]


def calendar() -> str:
    """Text of the calendar."""
    capacity = {"baseline": LOW, "max": MAXIMUM}
    both = {"read": capacity, "write": capacity}
    return json.dumps(
        {
            "version": 1,
            "timezone": "UTC",
            "targets": {
                name: {"table": name, **both, "indexes": dict.fromkeys(INDEXES, both)}
                for name in tables()
            },
            "profiles": {"first": _profile(first_tables()), "second": _profile(second_tables())},
            "fixtures": [
                {"name": "Leeds v Derby", "kickoff": "2026-12-05 12:30", "profile": "first"},
                {"name": "Cup final", "kickoff": "2026-12-05 16:30", "profile": "second"},
            ],
        }
    )


def _profile(names: list[str]) -> dict[str, object]:
    demand = {name: {"read": RAISED} for name in names}
    return {"lasts": "8h", "lead": "20m", "demand": demand}
