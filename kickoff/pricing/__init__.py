"""Prices, and the caps on what a calendar may spend."""
