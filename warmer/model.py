"""What the warmer speaks of: what to warm, pings, replies, and what came of a wave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from kickoff.aws.place import Place
from kickoff.calendar import Guard
from warmer.log_report import LogReport


class PingCode(StrEnum):
    """What came of one ping, or of a whole wave.

    A wave that falls short bears the code of its most frequent failure.
    """

    OK = "ok"
    SHORTFALL = "shortfall"  # every ping answered, by fewer containers than asked for
    UNGUARDED = "unguarded"  # every ping answered, but nothing proves by how many containers
    LIMITED = "limited"  # fewer pings were sent than wished for: there was no headroom for more
    BUSY = "busy"  # live requests keep as many containers busy as were asked for
    SKIPPED = "skipped"  # pinging it would warm nothing
    SHARDED = "sharded"  # asked of other invocations, which report what they find
    THROTTLED = "throttled"
    FUNCTION_ERROR = "function_error"
    FUNCTION_TIMEOUT = "function_timeout"  # Lambda ended the invocation: its own timeout is short
    NOT_READY = "not_ready"  # Pending, Inactive, or between versions
    TIMEOUT = "timeout"
    UNKNOWN = "unknown"  # the warmer's own deadline came before the answer
    DENIED = "denied"
    MISSING = "missing_function"
    SERVICE_ERROR = "service_error"  # a 5xx
    REFUSED = "refused"  # any other error status of the service
    UNREACHABLE = "unreachable"  # no connection, or no way to sign
    BROKEN = "broken"  # the connection failed, or spoke no HTTP, after the ping left
    ENDLESS = "endless"  # more came back than a guard ever says; reading was stopped

    @property
    def is_error(self) -> bool:
        """Whether something is wrong that waiting for less traffic or more time will not mend."""
        match self:
            case (
                PingCode.OK
                | PingCode.SHORTFALL
                | PingCode.UNGUARDED
                | PingCode.THROTTLED
                | PingCode.UNKNOWN
            ):
                return False
            case PingCode.LIMITED | PingCode.BUSY | PingCode.SKIPPED | PingCode.SHARDED:
                return False
            case (
                PingCode.FUNCTION_ERROR
                | PingCode.FUNCTION_TIMEOUT
                | PingCode.NOT_READY
                | PingCode.TIMEOUT
            ):
                return True
            case PingCode.DENIED | PingCode.MISSING | PingCode.SERVICE_ERROR | PingCode.REFUSED:
                return True
            case PingCode.UNREACHABLE | PingCode.BROKEN | PingCode.ENDLESS:
                return True
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class FunctionRef:
    """One Lambda function as callers invoke it."""

    name: str
    qualifier: str | None
    place: Place

    @property
    def label(self) -> str:
        """`name:qualifier`, as metrics and logs name it."""
        return f"{self.name}:{self.qualifier or '$LATEST'}"


@dataclass(frozen=True, slots=True)
class PingFormat:
    """How a function is pinged: as its guard asks for it, or by a payload of its own.

    `payload` and `client_context` are JSON; no guard is known where there is a payload.
    """

    guard: Guard = Guard.KICKOFF
    payload: str | None = None
    client_context: str | None = None


@dataclass(frozen=True, slots=True)
class Warming:
    """A decision: so many containers of a function are to be warm, because of these fixtures."""

    target: str
    function: FunctionRef
    count: int
    because: tuple[str, ...] = ()
    dialect: PingFormat = PingFormat()


@dataclass(frozen=True, slots=True)
class Ping:
    """One ping of a wave; `hold_until` in epoch milliseconds."""

    wave: str
    index: int
    of: int
    hold_until: int


@dataclass(frozen=True, slots=True)
class GuardAnswer:
    """What a guard says of its container; None is what it does not say.

    kickoff's says all, and `idle_ms` None before the container's first real request.
    """

    container: str
    first: bool | None = None
    init: str | None = None
    idle_ms: int | None = None
    held_ms: int | None = None

    @property
    def cold(self) -> bool:
        """Whether it says that the ping had to wait for the container to start."""
        return self.first is True and self.init != "provisioned-concurrency"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one ping: OK means that the function returned.

    `detail` is the throttle's reason or the failure in words. Instants are epoch milliseconds,
    None for what did not happen; `answer` is None where no guard named its container, `log` where
    the end of the log was not needed or says nothing. `arrived` is when its guard began to hold,
    by the clock that held; None of one that came too late to hold, or does not say.
    """

    code: PingCode
    detail: str = ""
    answer: GuardAnswer | None = None
    log: LogReport | None = None
    sent: float | None = None
    arrived: float | None = None
    answered: float | None = None

    @property
    def late(self) -> bool:
        """Whether a warm container was reached after the instant until which it was to hold."""
        if self.answer is None or self.answer.held_ms is None:
            return False
        return not self.answer.cold and self.arrived is None


@dataclass(frozen=True, slots=True)
class ConnectTiming:
    """How long a connection took to open, of many opened together; with a handshake if `tls`.

    `share` is of that time what this process had a processor for.
    """

    each_ms: float
    tls: bool
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Barrier:
    """An instant (epoch milliseconds) that other invocations let go at too; `pings` are of all."""

    instant: int
    pings: int


@dataclass(frozen=True, slots=True)
class WaveTiming:
    """How a wave was sent: one of `count` pings fired together at `fired` (epoch milliseconds)."""

    count: int
    fired: float
    hold_until: int


@dataclass(frozen=True, slots=True)
class WaveReport:
    """What the waves of one function found.

    `sent` = answered + throttled + function_errors + timeouts + unknown + those `errors` that
    happened after the ping left. `distinct` counts containers by their guards; where `inferred`,
    no answer names one and it is the most pings seen in flight at once. `busy` are containers that
    live requests are inferred to keep busy, which were left alone; `in_use` those of `distinct`
    that had just served one. `cold` counts those that were new, by their guards, or else by their
    logs: `logged` is how many logs told. `retried` counts pings sent a second time inside the hold.
    `spread_ms` is the time from the first ping's arrival to the last's (of sending, where
    containers had to start or have no guard), `hold_ms` the mean time the guards held. Of `shards`,
    which report for themselves, only what they were asked for is known: it counts as `sent`.
    """

    requested: int
    waves: int = 1
    shards: int = 0
    sent: int = 0
    retried: int = 0
    answered: int = 0
    distinct: int = 0
    busy: int = 0
    in_use: int = 0
    inferred: bool = False
    cold: int = 0
    logged: int = 0
    throttled: Mapping[str, int] = field(default_factory=dict)
    function_errors: int = 0
    timeouts: int = 0
    unknown: int = 0
    errors: Mapping[PingCode, int] = field(default_factory=dict)
    spread_ms: int = 0
    hold_ms: int = 0

    @property
    def shortfall(self) -> int:
        """Containers asked for that are not known to be warm, by those who are to report them."""
        if self.shards:
            return max(0, self.requested - self.sent - self.busy)
        return max(0, self.requested - self.distinct - self.busy)

    @property
    def reached(self) -> bool:
        """Whether the function took any ping, or may have."""
        ran = self.answered + self.function_errors + self.errors.get(PingCode.ENDLESS, 0)
        return ran + self.timeouts + self.unknown > 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a decision, and why in words."""

    code: PingCode
    reason: str


@dataclass(frozen=True, slots=True)
class WarmingResult:
    """A decision, what its wave found, and what came of it."""

    warming: Warming
    report: WaveReport
    outcome: Outcome
