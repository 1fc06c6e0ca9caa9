"""A first calendar, made from the resources and the consumption of an account."""
