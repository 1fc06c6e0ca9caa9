"""Measurements of kickoff; each module or folder is one benchmark, run with `python -m`."""
