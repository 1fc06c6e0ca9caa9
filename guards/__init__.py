"""Guards: wrappers for the handlers of warmed functions."""
