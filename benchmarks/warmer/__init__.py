"""kickoff beside other warmers."""
