"""CloudWatch's retention of values by the minute and by five minutes."""

from datetime import timedelta

MINUTES_KEPT = timedelta(days=15)
# A query that begins earlier gets no minutes at all. An hour is spared, so that a call that arrives
# late still begins within the retention.
MINUTES_READABLE = MINUTES_KEPT - timedelta(hours=1)
FIVE_MINUTES_KEPT = timedelta(days=63)
FIVE_MINUTES_READABLE = FIVE_MINUTES_KEPT - timedelta(hours=1)
