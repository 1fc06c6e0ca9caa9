"""The `kickoff` command."""
