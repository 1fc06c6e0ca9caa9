"""Provisioned throughput of one dimension of a DynamoDB table: a pure model.

Capacity of u units a second serves 60 x u units a minute. Unused units are saved as burst, up to
300 s of the present capacity, none at the start. AWS documents the 300 s and calls burst best
effort:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html
"""

from dataclasses import dataclass

SECONDS = 60
BURST_SECONDS = 300


@dataclass(slots=True)
class ThroughputBucket:
    """The units saved as burst. `burst_seconds` of capacity are the most."""

    burst_seconds: float = BURST_SECONDS
    _saved: float = 0.0

    def consume(self, demanded: float, capacity: int) -> float:
        """Return the units consumed in a minute: from capacity, then from burst.

        `demanded` is in units a minute, `capacity` in units a second. The rest is throttled.
        """
        supply = capacity * SECONDS + self._saved
        consumed = min(demanded, supply)
        self._saved = min(supply - consumed, capacity * self.burst_seconds)
        return consumed
