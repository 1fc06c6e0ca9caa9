"""The shared kernel: configuration, timeline, AWS session, observability."""
