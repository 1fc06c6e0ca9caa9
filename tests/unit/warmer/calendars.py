from pathlib import Path

TWO_FUNCTIONS = """
version: 1
timezone: Europe/London
targets:
  pricing:
    function: pricing
    qualifier: live
    warm: {baseline: 2, max: 200, every: 5m}
  settlement:
    function: settlement
    warm: {baseline: 0, max: 50, every: 1m}
  prices:
    table: prices
    read: {baseline: 50, max: 4000}
profiles:
  league-match:
    lasts: 2h
    lead: 20m
    tail: 30m
    demand:
      pricing: {warm: 40}
      prices: {read: 100}
fixtures:
  - {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match}
"""


def written(directory: Path, text: str = TWO_FUNCTIONS) -> Path:
    """Write a calendar file to a directory and return its path."""
    path = directory / "config.yaml"
    path.write_text(text)
    return path
