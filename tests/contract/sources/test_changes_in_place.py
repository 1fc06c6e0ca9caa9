"""Commands change a calendar at each of its places, and `undo` takes the changes back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kickoff.calendar.loading.document import MAX_BYTES
from kickoff.calendar.sources import reader
from operations.cli.main import kickoff
from tests.contract.sources.places import Place, Profiles
from tests.unit.kickoff.files import BASE

DAY = datetime.now(UTC).date() + timedelta(days=3)
ENTRY = f"{{name: Hull v Stoke, kickoff: {DAY} 15:00, profile: league-match}} # a"
TEXT = f"{BASE}fixtures:\n- {ENTRY}\n"
ADD = ("add", "Leeds v Derby", f"{DAY} 19:45", "--profile", "league-match")


@pytest.fixture(autouse=True)
def _folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("laptop"))


def run(place: Place, *arguments: str) -> Result:
    return CliRunner().invoke(kickoff, [*arguments, "--config", place.location, "--yes"])


def text(place: Place) -> str:
    return reader()(place.location, MAX_BYTES).decode()


def test_a_change_is_read_where_the_calendar_is_and_an_undo_restores_the_text(
    place: Place,
) -> None:
    place.put(TEXT)
    for verb in (ADD, ("move", "Hull v Stoke", "16:00"), ("cancel", "Leeds v Derby")):
        done = run(place, *verb)
        assert done.exit_code == 0, done.output
    assert f"Hull v Stoke, kickoff: {DAY} 16:00, profile: league-match}} # a" in text(place)
    assert "19:45, profile: league-match, status: cancelled}" in text(place)

    for _ in range(3):
        assert run(place, "undo").exit_code == 0
    assert text(place) == TEXT


def test_a_missing_calendar_is_not_made(place: Place) -> None:
    refused = run(place, *ADD)
    assert refused.exit_code != 0
    assert place.location in str(refused.exception)
    assert not list(Path().iterdir())


def test_a_change_during_another_deployment_is_refused_and_leaves_no_record(
    profiles: Profiles,
) -> None:
    profiles.put(TEXT)
    profiles.service.busy = 1
    refused = run(profiles, *ADD)
    assert refused.exit_code == 1
    assert "another deployment is in progress" in refused.output
    assert "the change was not made" in refused.output
    assert text(profiles) == TEXT
    assert "no change of kickoff is left to undo" in run(profiles, "undo").output
