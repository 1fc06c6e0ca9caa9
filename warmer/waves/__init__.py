"""Doing: the waves of a tick, sent, waited for, and sent again where they fell short."""
