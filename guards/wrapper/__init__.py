"""The guard for any function, without a change of its code."""
