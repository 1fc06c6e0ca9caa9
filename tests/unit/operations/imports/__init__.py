"""Tests of fixture lists of other formats."""
