"""Numbers with their nouns."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: `1 day`, `1,200 entries`. `plural` is not noun + s."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
