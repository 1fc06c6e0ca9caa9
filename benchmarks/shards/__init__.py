"""5,000 containers warmed by shards."""
