"""The types of one wave, in the order of their use: warming, permit, ping, reply, result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kickoff.aws.place import Place
from kickoff.calendar import Guard
from warmer.log_report import LogReport


class PingCode(StrEnum):
    """The result of one ping, or of all waves of a function.

    Waves that fall short have the code of their most frequent failure.
    """

    OK = "ok"
    SHORTFALL = "shortfall"  # all pings were answered, by too few containers
    UNGUARDED = "unguarded"  # all pings were answered, but no answer names its container
    LIMITED = "limited"  # concurrency limits allowed fewer pings than needed
    BUSY = "busy"  # live requests keep enough containers busy
    SKIPPED = "skipped"  # pings cannot warm this function, or need not
    PROVISIONING_FAILED = "provisioning_failed"  # pings replace its provisioned concurrency
    CLAIMED = "claimed"  # another warmer sends this wave
    SHARDED = "sharded"  # sent by other invocations, which report the containers they reach
    THROTTLED = "throttled"
    FUNCTION_ERROR = "function_error"
    FUNCTION_TIMEOUT = "function_timeout"  # the function's own timeout ended the invocation
    NOT_READY = "not_ready"  # Pending, Inactive, or between versions
    TIMEOUT = "timeout"
    UNKNOWN = "unknown"  # the warmer's own deadline came before the answer
    DENIED = "denied"
    MISSING = "missing_function"
    MISCONFIGURED = "misconfigured"  # a setting of the function stops its containers
    SERVICE_ERROR = "service_error"  # HTTP 5xx, or another failure of AWS that passes by itself
    REFUSED = "refused"  # any other error status of the service
    UNREACHABLE = "unreachable"  # no connection, or no credentials to sign with
    BROKEN = "broken"  # the connection failed, or sent no HTTP, after the ping left
    ENDLESS = "endless"  # the answer was longer than any guard's; the rest was not read

    @property
    def is_error(self) -> bool:
        """True for a fault that neither less traffic nor more time will repair."""
        return self not in _NOT_ERRORS


_NOT_ERRORS = frozenset(
    {
        PingCode.OK,
        PingCode.SHORTFALL,
        PingCode.UNGUARDED,
        PingCode.LIMITED,
        PingCode.BUSY,
        PingCode.SKIPPED,
        PingCode.CLAIMED,
        PingCode.SHARDED,
        PingCode.THROTTLED,
        PingCode.UNKNOWN,
    }
)


@dataclass(frozen=True, slots=True)
class FunctionRef:
    """A Lambda function as callers invoke it. No qualifier means `$LATEST`."""

    name: str
    qualifier: str | None
    place: Place

    @property
    def label(self) -> str:
        """`name:qualifier`, for metrics and logs."""
        return f"{self.name}:{self.qualifier or '$LATEST'}"


@dataclass(frozen=True, slots=True)
class PingFormat:
    """The format of a function's pings: that of its guard, or a payload from the calendar.

    `payload` and `client_context` are JSON. With a `payload`, `guard` is ignored.
    """

    guard: Guard = Guard.KICKOFF
    payload: str | None = None
    client_context: str | None = None


@dataclass(frozen=True, slots=True)
class Warming:
    """A decision of the calendar: keep `count` containers of a function warm."""

    target: str
    function: FunctionRef
    count: int
    because: tuple[str, ...] = ()
    ping_format: PingFormat = PingFormat()


@dataclass(frozen=True, slots=True)
class BusyContainers:
    """An estimate of the containers that live requests keep busy; `source` names its source."""

    count: int
    source: str


@dataclass(frozen=True, slots=True)
class Permit:
    """The number of pings that a warming may send.

    `code` and `reason` say why that is fewer than its containers; None and empty if it is not.
    `pool` describes the concurrency that the pings use; empty if nothing is known about it.
    """

    warming: Warming
    pings: int
    busy: BusyContainers | None = None
    code: PingCode | None = None
    reason: str = ""
    pool: str = ""


@dataclass(frozen=True, slots=True)
class Ping:
    """One ping of a wave; `hold_until` in epoch milliseconds."""

    wave: str
    index: int
    of: int
    hold_until: int


@dataclass(frozen=True, slots=True)
class Barrier:
    """The instant (epoch milliseconds) until which all shards of a wave hold their containers."""

    instant: int


@dataclass(frozen=True, slots=True)
class GuardAnswer:
    """A guard's description of its container; None for a field that the guard does not send.

    `idle_ms` is None before the first live request, `prime_error` unless a prime failed.
    """

    container: str
    first: bool | None = None
    init: str | None = None
    idle_ms: int | None = None
    held_ms: int | None = None
    prime_error: str | None = None

    @property
    def cold(self) -> bool:
        """True if the ping is the first request of a container that was not provisioned."""
        return self.first is True and not self.provisioned

    @property
    def provisioned(self) -> bool:
        """True for a container of provisioned concurrency."""
        return self.init == "provisioned-concurrency"


@dataclass(frozen=True, slots=True)
class Reply:
    """The result of one ping. OK means that the function returned.

    `detail` is the throttle's reason or the failure in words. Instants are epoch milliseconds,
    None for an event that did not happen. `arrived` is the start of the guard's hold, by the clock
    of its container; None if the guard did not hold or does not report it. `log` is None if the
    log's end was not requested or has no report. `retries` counts how often it was sent again.
    `version` is the function's version that ran; empty without a result.
    """

    code: PingCode
    detail: str = ""
    answer: GuardAnswer | None = None
    log: LogReport | None = None
    sent: float | None = None
    arrived: float | None = None
    answered: float | None = None
    retries: int = 0
    version: str = ""

    @property
    def late(self) -> bool:
        """True if the ping reached a warm container after the end of its hold."""
        if self.answer is None or self.answer.held_ms is None:
            return False
        return not self.answer.cold and self.arrived is None


@dataclass(frozen=True, slots=True)
class WaveReport:
    """Counts and times of all waves of one function.

    - `sent` = `answered` + `throttled` + `function_errors` + `timeouts` + `unknown` + the `errors`
      that happened after the ping left. For shards: the pings requested from them.
    - `waves`: waves sent, those of a few pings included that look for started containers.
    - `retried`: pings sent again inside the hold.
    - `distinct`: containers that guards named. If `inferred`, no answer names its container, and
      `distinct` is the most pings in flight at once.
    - `busy`: containers that live requests are estimated to keep busy, and that were not pinged.
    - `in_use`: containers of `distinct` that had just served a live request.
    - `cold`: new containers, by their guards or else by their logs; `logged` counts those logs. The
      first ping of a version may have started one of them.
    - `provisioned`: containers of `distinct` that Lambda keeps warm by provisioned concurrency.
    - `versions`: `distinct` by the function's version that ran; a weighted alias has two.
    - `spread_ms`: time from the first arrival to the last, or from the first ping sent to the last
      if containers had to start or have no guard. `hold_ms`: mean hold of the guards.
    - `shards`: invocations that report their containers themselves.
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
    provisioned: int = 0
    versions: Mapping[str, int] = field(default_factory=dict)
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
        """Requested containers not known to be warm; with shards, those no shard was sent for."""
        if self.shards:
            return max(0, self.requested - self.sent - self.busy)
        return max(0, self.requested - self.distinct - self.busy)

    @property
    def reached(self) -> bool:
        """True if the function received a ping, or may have received one."""
        ran = self.answered + self.function_errors + self.errors.get(PingCode.ENDLESS, 0)
        return ran + self.timeouts + self.unknown > 0


@dataclass(frozen=True, slots=True)
class WarmingResult:
    """The result of a permit: the report of its waves, a code, and the reason in words."""

    permit: Permit
    report: WaveReport
    code: PingCode
    reason: str

    @property
    def warming(self) -> Warming:
        """The decision behind the permit."""
        return self.permit.warming
