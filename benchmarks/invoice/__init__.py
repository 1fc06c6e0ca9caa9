"""The invoice of kickoff itself: usage measured in the simulator, at dated prices."""
