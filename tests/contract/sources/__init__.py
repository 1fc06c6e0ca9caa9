"""What both stand-ins, ours and moto, answer alike."""
