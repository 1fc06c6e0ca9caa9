"""DynamoDB: tables, their throughput and their items."""
