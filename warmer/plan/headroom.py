"""Decides how many pings a function may be sent without harm, and says why not all."""

from dataclasses import dataclass, replace
from math import ceil

from warmer.model import Outcome, PingCode, Warming, WarmingResult, WaveReport
from warmer.plan import live_traffic
from warmer.plan.live_traffic import BusyContainers

# Of the concurrency that is free, what pings may take: live requests come meanwhile.
SHARE = 0.9
# The same where what is in use may not be read.
CAUTIOUS_SHARE = 0.5
# Lambda gives an account so much, unless told otherwise: the limit where it may not be read.
DEFAULT_LIMIT = 1000

_WENT_WELL = frozenset({PingCode.OK, PingCode.SHORTFALL, PingCode.UNGUARDED})


@dataclass(frozen=True, slots=True)
class ConcurrencyPool:
    """Concurrency that functions share; `named` says whose it is.

    `in_use` is without our pings, None where it may not be read.
    """

    named: str
    limit: int
    in_use: int | None

    @property
    def free(self) -> int:
        """How many pings may be in flight at once."""
        share = CAUTIOUS_SHARE if self.in_use is None else SHARE
        return ceil(share * max(0, self.limit - (self.in_use or 0)))

    def __str__(self) -> str:
        used = "what is in use may not be read" if self.in_use is None else f"{self.in_use} in use"
        return f"{self.named} is {self.limit}, {used}"


@dataclass(frozen=True, slots=True)
class FunctionState:
    """What is known of a function. `state` is as Lambda names it; None is not known."""

    state: str | None = None
    why: str = ""
    managed: bool = False
    provisioned: bool = False


@dataclass(frozen=True, slots=True)
class Permit:
    """How many pings a warming may send; `outcome` is why not as many as it wished.

    `room` describes the concurrency they draw on, empty where nothing is known of it.
    """

    warming: Warming
    pings: int
    busy: BusyContainers | None = None
    outcome: Outcome | None = None
    room: str = ""


def permitted(
    warming: Warming, facts: FunctionState, busy: BusyContainers | None, free: int, room: str
) -> Permit:
    """What a warming may send; `free` pings fit into the room, which `room` describes."""
    if (refusal := _unfit(facts)) is not None:
        return Permit(warming, 0, outcome=refusal, room=room)
    if facts.state == "Inactive":
        return Permit(warming, min(1, free), outcome=_ASLEEP, room=room)
    wished = live_traffic.deficit(warming.count, busy)
    if wished == 0 and busy is not None:
        words = f"live requests keep {busy.count} containers busy by {busy.by}; nothing to add"
        return Permit(warming, 0, busy, Outcome(PingCode.BUSY, words), room)
    if free < wished:
        words = f"{free} of {wished} pings were let: {room}; raise the limit or lower the level"
        return Permit(warming, free, busy, Outcome(PingCode.LIMITED, words), room)
    return Permit(warming, wished, busy, room=room)


def settled(permit: Permit, result: WarmingResult | None) -> WarmingResult:
    """What came of a warming: its wave, where it had one, measured by what it wished for."""
    warming, busy = permit.warming, permit.busy.count if permit.busy else 0
    if result is None:
        outcome = permit.outcome or Outcome(PingCode.OK, "nothing to do")
        requested = 0 if outcome.code is PingCode.SKIPPED else warming.count
        report = WaveReport(requested, waves=0, busy=min(busy, requested))
        return WarmingResult(warming, report, outcome)
    report = replace(result.report, requested=warming.count, busy=busy)
    outcome = result.outcome
    if permit.busy:
        words = f"{outcome.reason}; {busy} more busy with live requests, inferred from"
        outcome = Outcome(outcome.code, f"{words} {permit.busy.by}")
    if permit.outcome:
        code = permit.outcome.code if outcome.code in _WENT_WELL else outcome.code
        outcome = Outcome(code, f"{outcome.reason}; {permit.outcome.reason}")
    return WarmingResult(warming, report, outcome)


_ASLEEP = Outcome(
    PingCode.NOT_READY,
    "it was Inactive, long unused: one ping wakes it, the next ticks will warm it",
)


def _unfit(facts: FunctionState) -> Outcome | None:
    """Why a function is not to be pinged at all."""
    if facts.managed:
        return Outcome(
            PingCode.SKIPPED,
            "on Lambda Managed Instances a container takes many requests at once and is never "
            "cold: take its warm level out of the calendar",
        )
    if facts.provisioned:
        return Outcome(
            PingCode.SKIPPED,
            "its alias has provisioned concurrency, which Lambda keeps warm: take its warm level "
            "out of the calendar, or remove the provisioned concurrency",
        )
    match facts.state:
        case None | "Active" | "Inactive":
            return None
        case "Pending":
            words = "it is Pending, being created or woken: wait for it to become Active"
        case state:
            words = f"it is {state} and cannot be invoked: deploy it again"
    return Outcome(PingCode.NOT_READY, f"{words} ({facts.why})" if facts.why else words)
