"""The address of a feed in logs and messages."""

import pytest

from kickoff.calendar.model.feed_url import shown


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (
            "https://example.com/ical/club/private-0123456789abcdef/basic.ics",
            "https://example.com/ical/club/.../basic.ics",
        ),
        (
            "https://example.com/550e8400-e29b-41d4-a716-446655440000/a.ics?key=s3cret",
            "https://example.com/.../a.ics",
        ),
        (
            "https://example.com/leeds-united-2026-27-fixtures.ics",
            "https://example.com/leeds-united-2026-27-fixtures.ics",
        ),
        ("https://example.com/v2/", "https://example.com/v2/"),
    ],
)
def test_an_address_is_shown_without_its_secrets(url: str, address: str) -> None:
    assert shown(url) == address
