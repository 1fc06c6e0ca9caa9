"""Decides when a function that fell short gets another wave, and with how many pings.

A ping that finds no idle container makes Lambda start one. It then waits, and Lambda may hand it
another container that frees first. So a few warm containers can answer all pings of a wave while
the new ones still start, and a wave sent at once would start as many again.

After a wave whose containers answered more than once, the next one waits until the starts are over.
If a new container answered, its start is the measure. If none did, a probe goes out from time to
time: one ping more than containers are known, so that it starts at most one container for nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from warmer.model import GuardAnswer, Permit, PingCode, Reply
from warmer.plan import schedule

# The first probe follows a wave after this time, each later one after twice the time (seconds: 0.5,
# 1, 2, 4, 8, 16). A start that was measured before takes the place of the first time.
FIRST_PROBE_MS = 500
MOST_PROBES = 6
# After the first start is over, the wait for all others: a part of that start, and a time.
REST_OF_STARTS, REST_OF_STARTS_MS = 0.5, 500


@dataclass(frozen=True, slots=True)
class NextWave:
    """The pings of the next wave, and the earliest instant to fire it (epoch milliseconds)."""

    pings: int
    at: float
    probe: bool = False


@dataclass(slots=True)
class WaveSeries:
    """The waves of one function in one tick.

    - `until`: no wave is repeated after this instant (epoch milliseconds).
    - `start_ms`: time of the function's fastest start, as measured; None before.
    - `waves`: the replies of each wave sent. `next`: the wave to send; None if there is none.
    """

    permit: Permit
    most_waves: int
    until: float
    start_ms: float | None = None
    waves: list[Sequence[Reply]] = field(default_factory=list)
    next: NextWave | None = field(init=False)
    _whole: int = 0
    _fired: float = 0
    _probes: int = 0
    _containers: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Plan the first wave."""
        pings = schedule.pings_per_wave(self.permit.pings)
        self.next = NextWave(pings, at=0) if pings else None

    def record(self, fired: float, replies: Sequence[Reply]) -> None:
        """Take the replies of the next wave, and plan the one after it."""
        was_probe, self.next = self.next is not None and self.next.probe, None
        answers = [reply.answer for reply in replies if reply.answer]
        found = [answer for answer in answers if answer.container not in self._containers]
        self._containers |= {answer.container for answer in answers}
        self.waves.append(replies)
        if len(self._containers) >= schedule.pings_per_wave(self.permit.pings):
            return
        if any(schedule.stops_waves(reply) for reply in replies):
            return
        following = (
            self._after_probe(fired, found) if was_probe else self._after_wave(fired, replies)
        )
        if following is not None and following.at < self.until:
            self.next = following

    def _after_wave(self, fired: float, replies: Sequence[Reply]) -> NextWave | None:
        self._whole, self._fired, self._probes = self._whole + 1, fired, 0
        if self._whole >= self.most_waves:
            return None
        answered = [reply.answer.container for reply in replies if reply.answer]
        if not answered and not any(reply.code is PingCode.BROKEN for reply in replies):
            return None
        if len(answered) == len(set(answered)):
            return self._whole_wave(fired)
        if starts := [_start_ms(reply) for reply in replies if reply.answer and reply.answer.cold]:
            return self._after_start(max(starts))
        return self._probe(self.start_ms or FIRST_PROBE_MS)

    def _after_probe(self, fired: float, found: Sequence[GuardAnswer]) -> NextWave | None:
        waited = fired - self._fired
        if not found:
            return self._probe(2 * waited) if self._probes < MOST_PROBES else None
        if all(answer.first is False for answer in found):  # none starts: pings were late
            return self._whole_wave(fired)
        return self._after_start(waited)

    def _after_start(self, start_ms: float) -> NextWave:
        """Return the wave for all containers, once the slower starts are over too."""
        self.start_ms = start_ms
        rest = REST_OF_STARTS * start_ms + REST_OF_STARTS_MS
        return self._whole_wave(self._fired + start_ms + rest)

    def _whole_wave(self, at: float) -> NextWave:
        return NextWave(schedule.pings_per_wave(self.permit.pings), at)

    def _probe(self, after_ms: float) -> NextWave:
        self._probes += 1
        return NextWave(len(self._containers) + 1, self._fired + after_ms, probe=True)


def _start_ms(reply: Reply) -> float:
    """Return the time from sending a cold ping to the start of its hold, or to its answer."""
    over = reply.arrived if reply.arrived is not None else reply.answered
    return over - reply.sent if over is not None and reply.sent is not None else 0.0
