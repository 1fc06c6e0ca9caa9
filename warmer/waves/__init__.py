"""Sends the waves of a tick, waits for replies, and repeats waves that fell short."""
