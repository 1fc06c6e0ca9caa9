"""Cold starts that pings cause in live traffic."""
