"""The verdict on a chain of links, and the evidence of the stack beside it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from kickoff.calendar import Calendar, load
from kickoff.outcome import Code, Outcome
from kickoff.timeline import Key
from operations.change_log import CalendarChange, TextChange
from operations.preflight.facts import AccountFacts, PermissionFacts
from operations.preflight.reader import AccountReader
from operations.preflight.readiness.evidence import ReadinessReport
from operations.preflight.readiness.inputs import ReadinessInput
from operations.preflight.readiness.json_data import report_data
from operations.preflight.readiness.verdict import assess
from operations.preflight.stack_facts import (
    NEEDED_ALARMS,
    Heartbeat,
    StackAlarm,
    StackFacts,
    TopicSubscriptions,
)
from prescaler.model import Claim, Lease, Leases, Limits, Pause
from prescaler.resources.registry import KINDS
from simulator.clock import Clock
from simulator.cloud import Cloud
from tests.unit.kickoff.files import utc
from tests.unit.operations.preflight.account import Account
from tests.unit.operations.preflight.readiness.fixtures import UTC_ZONE

NOW = utc("2026-12-04 18:00")
MINUTE = timedelta(minutes=1)
CALENDAR = """\
version: 1
timezone: UTC
targets:
  prices:
    table: prices
    read: {baseline: 50, max: 40000}
    indexes: {by-fixture: {write: {baseline: 20, max: 2000}}}
  settlement: {function: settlement, qualifier: live, provisioned: {baseline: 0, max: 50}}
profiles:
  match:
    lasts: 2h
    lead: 20m
    demand:
      prices: {read: 30000, indexes: {by-fixture: {write: 400}}}
      settlement: {provisioned: 20}
fixtures:
  - {name: Hull v Stoke, kickoff: 2026-11-28 15:00, profile: match}
  - {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: match}
"""
STACK = StackFacts(
    leases=Leases({}),
    heartbeats={each: Heartbeat(NOW - MINUTE) for each in ("prescaler", "warmer")},
    alarms=dict.fromkeys(NEEDED_ALARMS, StackAlarm(rings=False, enabled=True, notifies=True)),
    subscriptions=TopicSubscriptions(1),
    roles_known=True,
)
Judge = Callable[..., ReadinessReport]


@pytest.fixture
def calendar(account: Account) -> Calendar:
    path = account.directory / "config.yaml"
    path.write_text(CALENDAR)
    return load(path)


@pytest.fixture
def facts(account: Account, calendar: Calendar) -> AccountFacts:
    """An account that has every target as the calendar says."""
    account.cloud = cloud = Cloud(Clock(NOW))
    cloud.add_table("prices", read=50, write=20, indexes={"by-fixture": (5, 20)})
    cloud.register("prices", "read", minimum=50, maximum=40_000)
    cloud.register("prices", "by-fixture.write", minimum=20, maximum=2000)
    cloud.add_function("settlement")
    return AccountReader(account.aws, {}).read(calendar, NOW)


@pytest.fixture
def judge(calendar: Calendar, facts: AccountFacts) -> Judge:
    """Returns the report on Leeds v Derby with some facts of the stack changed."""
    [_, fixture] = calendar.fixtures(NOW - timedelta(days=20), NOW + timedelta(days=20))

    def judged(account: AccountFacts = facts, **changed: object) -> ReadinessReport:
        stack = replace(STACK, **changed)  # type: ignore[arg-type]
        [report] = assess(ReadinessInput(calendar, NOW, account, stack), [fixture])
        return report

    return judged


def found(report: ReadinessReport, subject: str) -> list[tuple[str, str]]:
    return [(each.state, each.found) for each in report.evidence if each.subject == subject]


def test_each_link_of_the_chain_is_a_row_and_the_slowest_is_named(judge: Judge) -> None:
    report = judge()
    assert report.is_go, report.against
    links = {each.subject: each.takes for each in report.evidence if each.takes is not None}
    assert links == {
        "prices.read": 60 * MINUTE,
        "prices.by-fixture.write": timedelta(0),
        "settlement.provisioned": timedelta(seconds=130),
    }
    assert report.slowest is not None
    assert report.slowest.subject == "prices.read"
    assert found(report, "settlement.provisioned") == [
        ("good", "0 now, 20 from Sat 12:10 (takes 3 min)")
    ]
    assert report.sentence(UTC_ZONE) == (
        "GO for Leeds v Derby, Sat 5 Dec 12:30 (in 18 h 30 min): all 14 proven."
    )
    assert report_data(report, UTC_ZONE)["slowest"] == "prices.read"


def test_one_link_that_cannot_be_read_makes_the_fixture_unready(
    judge: Judge, facts: AccountFacts
) -> None:
    denied = Outcome(Code.DENIED, "lambda:GetProvisionedConcurrencyConfig of settlement: denied")
    observed = {
        each: replace(seen, capacity=denied) if each.key.target == "settlement" else seen
        for each, seen in facts.observed.items()
    }
    report = judge(replace(facts, observed=observed))
    assert report.verdict == "NO-GO"
    assert found(report, "settlement.provisioned") == [("unknown", denied.message)]


def test_capacity_that_this_version_does_not_know_is_unknown(
    judge: Judge, facts: AccountFacts
) -> None:
    known = {each: seen for each, seen in facts.observed.items() if each.key.target == "prices"}
    report = judge(replace(facts, observed=known))
    assert found(report, "settlement.provisioned") == [
        ("unknown", "this kickoff cannot read this capacity")
    ]


def test_evidence_against_a_fixture_comes_first(judge: Judge) -> None:
    states = [each.state for each in judge(roles_known=False, subscriptions=None).evidence]
    assert states[:2] == ["unknown", "unknown"]
    assert set(states[2:]) == {"good"}


@pytest.mark.parametrize(
    ("minutes", "state", "sentence"),
    [
        (1, "good", "the last one 0 min ago"),
        (6, "good", "the last one 5 min ago"),
        (7, "bad", "none for 6 min"),
    ],
)
def test_five_minutes_without_a_tick_are_bad(
    judge: Judge, minutes: int, state: str, sentence: str
) -> None:
    report = judge(heartbeats={"prescaler": Heartbeat(NOW - minutes * MINUTE)})
    assert found(report, "prescaler ticks") == [(state, sentence)]
    assert found(report, "warmer ticks") == []  # the fixture warms no function


@pytest.mark.parametrize(
    ("minutes", "state", "sentence"),
    [
        (-0.5, "unknown", "none yet: the stack was created 0 min ago"),  # `now` is a whole minute
        (2, "unknown", "none yet: the stack was created 2 min ago"),
        (3, "bad", "none since the stack was created 3 min ago"),
        (90, "bad", "none in the last hour"),
    ],
)
def test_a_new_stack_may_wait_three_minutes_for_its_first_tick(
    calendar: Calendar, facts: AccountFacts, minutes: float, state: str, sentence: str
) -> None:
    stack = replace(STACK, heartbeats={"prescaler": Heartbeat(None)})
    inputs = ReadinessInput(calendar, NOW, facts, stack, created=NOW - minutes * MINUTE)
    [_, fixture] = calendar.fixtures(NOW - timedelta(days=20), NOW + timedelta(days=20))
    [report] = assess(inputs, [fixture])
    assert found(report, "prescaler ticks") == [(state, sentence)]
    [ticks] = [each for each in report.evidence if each.subject == "prescaler ticks"]
    assert ("wait: its first tick comes within 3 minutes" in ticks.remedy) == (state == "unknown")


def test_alarms_without_data_are_a_note(judge: Judge) -> None:
    new = StackAlarm(rings=False, enabled=True, notifies=True, judged=False)
    report = judge(alarms={**STACK.alarms, "events-lost": new})  # type: ignore[dict-item]
    assert found(report, "alarms") == [("note", "13, none rings; 1 without data yet")]
    assert report.is_go


@pytest.mark.parametrize(
    ("until", "state"),
    [
        (None, "bad"),
        (utc("2026-12-05 11:30"), "note"),  # the slowest raise begins then
        (utc("2026-12-05 11:31"), "bad"),
    ],
)
def test_a_pause_is_bad_unless_it_ends_before_the_first_raise(
    judge: Judge, until: object, state: str
) -> None:
    report = judge(leases=Leases({}, orders=(Pause(until, "ops"),)))  # type: ignore[arg-type]
    [(found_state, sentence)] = found(report, "stop, pause")
    assert (found_state, sentence[:13]) == (state, "paused by ops")
    in_time = [("good", "each raise and ping begins early enough")] if state == "note" else []
    assert found(report, "time") == in_time


def test_a_stop_names_its_command(judge: Judge) -> None:
    report = judge(leases=Leases({}, orders=(Pause(None, "ops", stops_all=True),)))
    [stop] = [each for each in report.evidence if each.subject == "stop, pause"]
    assert (stop.found, stop.remedy) == ("stopped by ops", "kickoff start ends it")


def test_only_changes_since_the_fixture_before_are_shown(judge: Judge) -> None:
    changes = tuple(
        CalendarChange(
            at=utc(f"2026-{day} 20:00"),
            by="iam:ops",
            what=f"moved it on {day}",
            why="",
            text=TextChange(0, "", ""),
            before="",
            after="",
        )
        for day in ("11-27", "11-28", "12-03")
    )
    assert found(judge(changes=changes), "changes") == [
        ("note", "Thu 3 Dec 20:00 ops moved it on 12-03"),
        ("note", "Sat 28 Nov 20:00 ops moved it on 11-28"),
    ]
    assert found(judge(), "changes") == [
        ("good", "no command changed the calendar since Hull v Stoke")
    ]


def test_somebody_elses_minimum_is_a_note(
    account: Account, calendar: Calendar, judge: Judge
) -> None:
    account.cloud.register("prices", "read", minimum=700, maximum=40_000)
    report = judge(AccountReader(account.aws, {}).read(calendar, NOW))
    assert ("note", "somebody else set the minimum to 700") in found(report, "prices.read")
    assert report.is_go


MANY_PHASES = ", ".join(
    f"{{from: kickoff+{minutes}m, share: {share}}}"
    for minutes, share in (
        (0, 1),
        (10, 0.5),
        (20, 1),
        (30, 0.5),
        (40, 1),
        (50, 0.5),
        (60, 1),
        (70, 0.5),
    )
)


def test_a_decrease_that_must_wait_keeps_capacity_up_and_is_a_note(
    account: Account, facts: AccountFacts
) -> None:
    path = account.directory / "config.yaml"
    path.write_text(CALENDAR.replace("lead: 20m", f"lead: 20m\n    phases: [{MANY_PHASES}]"))
    busy = load(path)
    [_, fixture] = busy.fixtures(NOW - timedelta(days=20), NOW + timedelta(days=20))
    [report] = assess(ReadinessInput(busy, NOW, facts, STACK), [fixture])
    notes = found(report, "prices")
    assert [state for state, _ in notes] == ["note"]
    assert "capacity will stay up" in notes[0][1]


UNREAD = Outcome(Code.DENIED, "the call is denied")


def test_a_failed_read_leaves_no_area_good_whose_findings_it_may_hide(
    judge: Judge, facts: AccountFacts
) -> None:
    unread = replace(facts, permissions=PermissionFacts(unread=(UNREAD,)))
    assert found(judge(unread), "permissions") == []
    limits = {each: replace(own, throughput=UNREAD) for each, own in facts.limits.items()}
    assert found(judge(replace(facts, limits=limits)), "quotas") == []
    assert [state for state, _ in found(judge(), "permissions")] == ["good"]
    assert [state for state, _ in found(judge(), "quotas")] == ["good"]


def test_permissions_without_known_roles_are_unknown(judge: Judge) -> None:
    assert [state for state, _ in found(judge(roles_known=False), "permissions")] == ["unknown"]


def test_a_feed_that_was_never_fetched_is_bad(account: Account, facts: AccountFacts) -> None:
    unfetched = replace(load(account.directory / "config.yaml"), unfetched=("league.ics",))
    [_, fixture] = unfetched.fixtures(NOW - timedelta(days=20), NOW + timedelta(days=20))
    [report] = assess(ReadinessInput(unfetched, NOW, facts, STACK), [fixture])
    assert found(report, "calendar") == [("bad", "1 feeds are not fetched yet: league.ics")]


def test_published_feeds_have_alarms_too(account: Account, facts: AccountFacts) -> None:
    path = account.directory / "config.yaml"
    feed = "calendars:\n- {url: 'https://example.com/league.ics', profile: match}\n"
    path.write_text(CALENDAR + feed)
    published = replace(load(path), unfetched=())
    [_, fixture] = published.fixtures(NOW - timedelta(days=20), NOW + timedelta(days=20))
    [report] = assess(ReadinessInput(published, NOW, facts, STACK), [fixture])
    assert found(report, "alarms") == [("bad", "missing: feed-held, feed-stale")]


def test_an_address_that_waits_beside_a_confirmed_one_is_a_note(judge: Judge) -> None:
    report = judge(subscriptions=TopicSubscriptions(1, ("new@example.com",)))
    assert found(report, "alarms' readers") == [
        ("note", "1 confirmed; not confirmed: new@example.com")
    ]
    assert report.is_go


def test_a_lease_that_cannot_be_read_is_a_note(judge: Judge) -> None:
    report = judge(leases=Leases({}, unreadable={"other": UNREAD}))
    assert found(report, "leases") == [("note", "1 cannot be read: raised, but never lowered")]


def test_another_fixture_that_a_person_released_is_not_needed(
    account: Account, facts: AccountFacts
) -> None:
    path = account.directory / "config.yaml"
    beside = "  - {name: Luton v Bury, kickoff: 2026-12-05 13:00, profile: match}\n"
    path.write_text(CALENDAR.replace("max: 40000", "max: 90000") + beside)
    both = load(path)
    [fixture, other] = both.fixtures(NOW, NOW + timedelta(days=2))
    dimension = KINDS.dimensions(both)[Key("prices", "by-fixture.write")]
    waived = (Claim(other.name, other.kickoff, other.closes),)
    ended = Lease(dimension, Limits(20), Limits(20), Limits(20), NOW, waived=waived, standing=False)

    def levels(stack: StackFacts) -> list[str]:
        [report] = assess(ReadinessInput(both, NOW, facts, stack), [fixture])
        return [text for _, text in found(report, "prices.by-fixture.write")]

    assert levels(STACK) == ["20 now, 400 from Sat 12:10, peak 800 at 12:40"]
    released = replace(STACK, leases=Leases({}, ended={dimension.lease_id: ended}))
    assert levels(released) == ["20 now, 400 from Sat 12:10"]


def test_a_calendar_that_no_tick_has_used_is_unknown(judge: Judge) -> None:
    silent = {each: Heartbeat(None) for each in ("prescaler", "warmer")}
    assert found(judge(heartbeats=silent), "calendar") == [
        ("unknown", "valid here; no tick shows that the functions use it")
    ]
    assert found(judge(heartbeats=silent), "prescaler ticks") == [("bad", "none in the last hour")]


def test_a_tick_of_half_an_hour_ago_does_not_show_the_calendar_of_now(judge: Judge) -> None:
    old = {each: Heartbeat(NOW - 30 * MINUTE) for each in ("prescaler", "warmer")}
    assert found(judge(heartbeats=old), "calendar") == [
        ("unknown", "valid here; no tick shows that the functions use it")
    ]
    warmer = {"prescaler": Heartbeat(NOW - MINUTE), "warmer": Heartbeat(NOW - 30 * MINUTE)}
    assert found(judge(heartbeats=warmer), "calendar") == [
        ("good", "valid, in use by the prescaler")
    ]
