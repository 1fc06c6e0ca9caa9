"""The kinds of capacity: one class in one file for each, and the registry of them all."""
