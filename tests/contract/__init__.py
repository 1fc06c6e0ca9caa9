"""Answers that the simulator and moto have in common."""
