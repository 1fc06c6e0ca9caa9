"""The sample calendar of the repository, known by a comment in it."""

SAMPLE_MARK = "# This is kickoff's sample. Delete this line when the targets below are yours."


def is_sample(text: str) -> bool:
    """Return whether a calendar still has the sample's mark."""
    return SAMPLE_MARK in text.splitlines()
