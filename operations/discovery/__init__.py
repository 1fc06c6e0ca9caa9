"""A first calendar, from what an account has and what it has consumed."""
