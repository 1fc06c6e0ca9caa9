"""DynamoDB's protocol."""
