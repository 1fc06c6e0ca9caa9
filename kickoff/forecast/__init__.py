"""Demand of fixtures, learned from consumption and corrected while they run. Pure."""
