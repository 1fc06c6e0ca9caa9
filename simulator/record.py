"""Names under which other rooms still import the record of a day."""

from simulator.day.record import AccountSeries as Line
from simulator.day.record import DayRecord as Record
from simulator.day.record import FixtureRecord
from simulator.day.record import SeriesRecord as Course

__all__ = ["Course", "FixtureRecord", "Line", "Record"]
