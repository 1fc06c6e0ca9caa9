"""What the warmer's process has in memory, stage by stage: an argument says how many pings.

It prints a JSON line a stage: its name, and the megabytes resident after it.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

IMPORTS = {
    "the interpreter": (),
    "awscrt": ("awscrt.auth", "awscrt.http"),
    "boto3": ("boto3",),
    "all else that the handler imports": ("warmer.handler",),
}


def tell(stage: str) -> None:
    """Print what is resident now."""
    status = Path("/proc/self/status").read_text().partition("VmRSS:")[2]
    print(json.dumps({"stage": stage, "resident": int(status.split()[0]) / 1024}), flush=True)


def main(count: int) -> None:
    """Import, connect, ping."""
    for stage, modules in IMPORTS.items():
        for module in modules:
            import_module(module)
        tell(stage)
    reached = import_module("benchmarks.warming.reached").Reached(count)
    for stage, reach in reached.stages.items():
        reach()
        tell(stage)


if __name__ == "__main__":
    main(int(sys.argv[1]))
