"""An upgrade of a deployed stack to this package, before it is made."""
