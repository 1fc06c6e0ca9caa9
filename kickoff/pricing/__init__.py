"""Prices, and caps on the spending of a calendar."""
