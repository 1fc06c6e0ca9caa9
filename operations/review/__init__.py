"""What became of past fixtures: read, judged, told."""
