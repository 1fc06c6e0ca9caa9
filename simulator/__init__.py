"""A stand-in for the AWS services used: a clock, their documented rules, and faults on demand."""
