"""One tick: select what is due, observe, decide, execute, report."""
