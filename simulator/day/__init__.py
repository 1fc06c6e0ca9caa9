"""A simulated fixture day: two accounts under the same load, one of them with kickoff."""

from simulator.day.day import Day, Settings

__all__ = ["Day", "Settings"]
