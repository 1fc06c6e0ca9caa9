"""What reads the account: AWS's words in, our types out. A failed read is an outcome."""
