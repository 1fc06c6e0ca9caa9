"""A simulator of the AWS services used: their rules, a clock, and faults on demand."""
