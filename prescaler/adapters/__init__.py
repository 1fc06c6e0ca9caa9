"""The only part that speaks with AWS: its words in, our types out."""
