"""Every place a calendar may be keeps one contract."""
