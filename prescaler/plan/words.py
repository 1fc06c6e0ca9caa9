"""Who asks for a level, in words."""

from prescaler.model import Situation


def asker(situation: Situation) -> str:
    """Who makes the level, as the subject of a sentence that the level ends."""
    if situation.wish is None:
        return "no longer in the calendar, restoring to"
    names = [fixture.name for fixture in situation.fixtures]
    if not names:
        over = situation.desired > situation.wish.baseline
        return "what is being consumed asks" if over else "the baseline is"
    return f"{' and '.join(names)} {'asks' if len(names) == 1 else 'ask'}"
