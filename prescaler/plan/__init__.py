"""Decisions, without side effects: due dimensions, desired states, changes, outcomes."""
