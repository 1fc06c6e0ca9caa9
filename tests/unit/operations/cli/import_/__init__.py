"""`kickoff import`: fixture lists of other formats."""
