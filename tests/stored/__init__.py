"""Stores that each version of kickoff wrote, and tests that read them."""
