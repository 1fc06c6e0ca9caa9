"""One tick: observe, decide, carry out, read back, say what came of it."""
