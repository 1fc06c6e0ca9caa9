"""A bound on the work for one feed: whatever it contains, it is read in a second."""

# A unit takes 5 to 15 microseconds. They are enough for 130 weekly rules of a season, or for one
# daily rule since 1970.
_UNITS = 30_000


class Effort:
    """The work that is left for one feed. `last_year`: rules have dates up to its end."""

    def __init__(self, units: int = _UNITS) -> None:
        self.last_year = 0
        self._left = units

    def spend(self, units: int) -> None:
        """Take units of work.

        Raises:
            ValueError: fewer are left. Then nothing is left for later parts of the feed either.
        """
        self._left -= units
        if self._left < 0:
            raise ValueError(
                "the rules, dates and zones before it are all that is computed for one feed"
            )
