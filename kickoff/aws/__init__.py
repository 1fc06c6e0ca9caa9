"""AWS for every application: sessions, clients, errors, metrics."""
