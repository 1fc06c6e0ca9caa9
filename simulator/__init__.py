"""A stand-in for the AWS services used, with a clock and their documented rules."""
