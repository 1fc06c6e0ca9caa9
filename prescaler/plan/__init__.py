"""What to look at, what to do, what is ready: pure, `now` is an argument."""
