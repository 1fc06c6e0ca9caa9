"""Application Auto Scaling: targets, target tracking, scheduled actions, activities."""
