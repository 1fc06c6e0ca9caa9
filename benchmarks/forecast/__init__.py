"""Cost of the forecast: learning, a backtest, and one minute of the prescaler."""
