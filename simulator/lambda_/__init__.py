"""Lambda: functions, containers, provisioned concurrency."""
