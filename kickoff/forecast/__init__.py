"""What fixtures demand, learned from consumption and corrected while they run: pure."""
