"""Tests of published feeds."""
