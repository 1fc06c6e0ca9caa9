"""Calls to AWS and to the lease store, in the types of the prescaler."""
