"""Tests of the warmer."""
