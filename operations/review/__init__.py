"""Reviews of past fixtures: read from CloudWatch and the leases, analysed, and shown."""
