"""The tools for users: the command, checks, reviews, pages."""
