"""The calendar: its models, its loading, and the timeline's input made from it."""
