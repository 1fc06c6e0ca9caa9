"""The checks, one module each. Pure: the period and the facts in, findings out."""
