"""Random days of the prescaler in the simulator."""
