"""The tools people use: the command, checks, reviews, pages."""
