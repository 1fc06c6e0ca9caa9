"""Application Auto Scaling's protocol."""
