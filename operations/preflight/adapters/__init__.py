"""Readers of the account, which return our types. A failed read returns an outcome."""
