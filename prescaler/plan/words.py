"""Who asks for a level, in words."""

from prescaler.model import DecisionInput


def describe_demand(inputs: DecisionInput) -> str:
    """Who makes the level, as the subject of a sentence that the level ends."""
    if inputs.desired_state is None:
        return "no longer in the calendar, restoring to"
    names = [fixture.name for fixture in inputs.fixtures]
    if not names:
        over = inputs.desired > inputs.desired_state.baseline
        return "what is being consumed asks" if over else "the baseline is"
    return f"{' and '.join(names)} {'asks' if len(names) == 1 else 'ask'}"
