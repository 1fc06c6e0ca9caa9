"""Findings of the check as evidence."""

from operations.preflight.finding import FindingCode
from operations.preflight.readiness.check_evidence import AREAS


def test_every_finding_belongs_to_an_area() -> None:
    assert set(AREAS) == set(FindingCode)
