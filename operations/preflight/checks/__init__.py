"""One question a module; pure."""
