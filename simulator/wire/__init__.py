"""The services' HTTP protocols."""
