"""Learned demand, shown and proposed."""
