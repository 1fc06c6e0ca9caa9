"""Log lines and metrics on standard output."""

import json
from typing import Any


def lines(output: str) -> list[dict[str, Any]]:
    """Return the lines of an output."""
    return [json.loads(line) for line in output.splitlines()]


def metrics(output: str) -> list[dict[str, Any]]:
    """Return the EMF lines, each as its dimensions and values."""
    found = []
    for line in lines(output):
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):
            assert directive["Namespace"] == "Kickoff"
            names = [*directive["Dimensions"][0], *(each["Name"] for each in directive["Metrics"])]
            found.append({name: line[name] for name in names})
    return found
