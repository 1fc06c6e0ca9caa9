"""The start of a tick: the instant, the calendar, the heartbeat."""

from datetime import timedelta
from pathlib import Path

import pytest

from kickoff.calendar import ConfigError, load
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.sources import Source
from kickoff.calendar.sources.source import LastGoodCalendar
from kickoff.tick import begin
from tests.unit.kickoff.emf import lines, metrics
from tests.unit.kickoff.files import BASE, READ, utc

_NOW = utc("2026-12-05 12:10:42.5")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(BASE)
    return path


@pytest.mark.parametrize(
    ("event", "instant"),
    [
        ({}, "2026-12-05 12:10"),
        ({"scheduled_time": "2026-12-05T12:09:00Z"}, "2026-12-05 12:09"),
        ({"scheduled_time": "2026-12-05T12:09:59.999Z"}, "2026-12-05 12:09"),
        ({"scheduled_time": "2026-12-05T13:09:00+01:00"}, "2026-12-05 12:09"),
        ({"at": "2026-11-05T08:00Z", "scheduled_time": "2026-12-05T12:09Z"}, "2026-11-05 08:00"),
        ({"at": None, "scheduled_time": None}, "2026-12-05 12:10"),
    ],
)
def test_a_tick_is_at_the_whole_minute_of_its_event(
    config: Path, event: dict[str, object], instant: str
) -> None:
    assert begin(event, Source(str(config)), "warmer", _NOW).at == utc(instant)


@pytest.mark.parametrize(
    "written",
    [
        "soon",
        "2026-12-05",
        "2026-12-05T12:10:00",
        "<aws.scheduler.scheduled-time>",
        20261205,
        ["2026-12-05T12:10:00Z"],
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
    ],
)
def test_an_event_without_a_real_instant_is_refused(config: Path, written: object) -> None:
    for name in ("at", "scheduled_time"):
        with pytest.raises(ValueError, match="is not an instant, such as 2026-12-05T12:10:00Z"):
            begin({name: written}, Source(str(config)), "warmer", _NOW)


def test_the_heartbeat_is_published_for_the_service(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin({}, Source(str(config)), "prescaler", _NOW)
    heartbeat = {"Service": "prescaler", "Tick": [1.0], "ConfigBroken": [0.0]}
    assert metrics(capsys.readouterr().out) == [heartbeat]


def test_kick_offs_are_published_in_their_minute_only(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fixture = "{name: Cup final, kickoff: 2026-12-05 12:10, profile: league-match}"
    config.write_text(f"{BASE}fixtures: [{fixture}]\n")
    for minute in (-1, 0, 1):
        begin({}, Source(str(config)), "warmer", _NOW + timedelta(minutes=minute))
    published = [
        each["Kickoffs"] for each in metrics(capsys.readouterr().out) if "Kickoffs" in each
    ]
    assert published == [[1.0]]


def test_a_broken_calendar_is_published_and_logged_while_the_last_good_one_is_in_force(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Source(str(config))
    good = begin({}, source, "prescaler", _NOW).calendar
    capsys.readouterr()
    config.write_text("version: 2\n")
    tick = begin({}, source, "prescaler", _NOW + timedelta(minutes=2))
    output = capsys.readouterr().out
    assert tick.calendar is good
    age = {"ConfigAge": [120.0]}
    broken = {"Service": "prescaler", "Tick": [1.0], "ConfigBroken": [1.0]} | age
    assert metrics(output) == [broken]
    (message,) = [line for line in lines(output) if "problems" in line]
    assert message["level"] == "ERROR"
    assert message["configuration"] == good.digest
    assert "version: the calendar has format 2, and this kickoff reads 1" in message["problems"]


class FullTable:
    """A lease table that accepts no copy of a calendar."""

    def recall(self) -> None:
        """Have no copy."""

    def keep(self, good: LastGoodCalendar) -> None:
        raise SourceUnavailableError(f"the copy of {len(good.files)} file is denied")


def test_a_copy_that_cannot_be_stored_is_published_and_logged_until_it_is(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Source(str(config), cache=FullTable())
    for _ in range(2):
        begin({}, source, "prescaler", _NOW)
        output = capsys.readouterr().out
        assert {"Service": "prescaler", "ConfigUnstored": [1.0]} in metrics(output)
        [message] = [line for line in lines(output) if "reason" in line]
        assert message["level"] == "WARNING"
        assert "the copy of 1 file is denied" in message["reason"]


def test_a_corrected_calendar_ends_the_alarm(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Source(str(config))
    for text in (BASE, "version: 2\n", BASE + "# mended\n"):
        config.write_text(text)
        begin({}, source, "warmer", _NOW)
    published = [each["ConfigBroken"] for each in metrics(capsys.readouterr().out)]
    assert published == [[0.0], [1.0], [0.0]]


def test_without_any_calendar_the_error_is_published_and_raised(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        begin({}, Source(str(tmp_path / "nowhere.yaml")), "warmer", _NOW)
    output = capsys.readouterr().out
    broken = {"Service": "warmer", "Tick": [1.0], "ConfigBroken": [1.0]}
    assert metrics(output) == [broken]
    assert any("no such file" in str(line.get("problems")) for line in lines(output))


_FEED = BASE + "calendars: [{ics: league.ics, profile: league-match}]\n"


def _write_feed(folder: Path, *starts: str) -> None:
    entries = "".join(
        f"BEGIN:VEVENT\nUID:{n}\nSUMMARY:m{n}\nDTSTART:{start}\nEND:VEVENT\n"
        for n, start in enumerate(starts)
    )
    (folder / "league.ics").write_text(f"BEGIN:VCALENDAR\n{entries}END:VCALENDAR\n")


def _counts(output: str, name: str) -> list[float]:
    return [each[name][0] for each in metrics(output) if name in each]


def test_entries_left_out_are_counted_and_logged_once_for_each_version(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text(_FEED)
    # One tomorrow, one in a month, one of 2017, which concerns nobody.
    _write_feed(config.parent, "20261206T250000Z", "20270106T990000Z", "20171206T250000Z")
    source = Source(str(config))
    begin({}, source, "prescaler", _NOW)
    first = capsys.readouterr().out
    assert _counts(first, "FeedProblems") == [2]
    assert _counts(first, "FeedProblemsSoon") == [1]
    assert "league.ics:2: left out 'm0' on 2026-12-06" in first
    begin({}, source, "prescaler", _NOW)
    second = capsys.readouterr().out
    assert _counts(second, "FeedProblems") == [2]
    assert "left out" not in second


def test_a_series_of_the_past_without_an_end_is_counted(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text(_FEED)
    _write_feed(config.parent, "20171206T150000Z\nRRULE:FREQ=HOURLY")
    begin({}, Source(str(config)), "prescaler", _NOW)
    assert _counts(capsys.readouterr().out, "FeedProblemsSoon") == [1]


def test_a_feed_without_problems_publishes_none(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text(_FEED)
    _write_feed(config.parent, "20261206T150000Z")
    begin({}, Source(str(config)), "prescaler", _NOW)
    assert _counts(capsys.readouterr().out, "FeedProblems") == []


def test_a_level_that_a_feed_raises_above_a_max_is_clamped_and_counted(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text(_FEED)
    _write_feed(config.parent, *["20261205T130000Z"] * 4)
    tick = begin({}, Source(str(config)), "prescaler", _NOW)
    assert tick.calendar.levels(utc("2026-12-05 13:00"))[READ].value == 4000
    output = capsys.readouterr().out
    assert _counts(output, "FeedsClamped") == [1]
    assert "m0 and m1 and m2 and m3 need 4800 of prices.read" in output
    with pytest.raises(ConfigError, match="need 4800"):
        load(config)


def test_any_exception_while_reading_leaves_the_last_good_calendar(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Source(str(config))
    begin({}, source, "prescaler", _NOW)
    config.write_text(BASE + "# changed\n")

    def fail(*_: object) -> None:
        raise AttributeError("a fault of a parser")

    monkeypatch.setattr("kickoff.calendar.loading.load.validate", fail)
    tick = begin({}, source, "prescaler", _NOW)
    assert "# changed" not in tick.calendar.files[str(config)].decode()
    output = capsys.readouterr().out
    assert _counts(output, "ConfigBroken")[-1] == 1
    assert "AttributeError: a fault of a parser; report this with the file" in output
