"""The readiness of a fixture: one go or no-go, from facts that were read before. Pure."""
