"""Memory of a warmer process, stage by stage; the argument is the number of pings.

It prints a JSON line after each stage: its name, and the resident megabytes.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

IMPORTS = {
    "the interpreter": (),
    "awscrt": ("awscrt.auth", "awscrt.http"),
    "boto3": ("boto3",),
    "other imports of the handler": ("warmer.handler",),
}


def report(stage: str) -> None:
    """Print the resident memory."""
    status = Path("/proc/self/status").read_text().partition("VmRSS:")[2]
    print(json.dumps({"stage": stage, "resident": int(status.split()[0]) / 1024}), flush=True)


def main(count: int) -> None:
    """Import, connect, ping."""
    for stage, modules in IMPORTS.items():
        for module in modules:
            import_module(module)
        report(stage)
    wave = import_module("benchmarks.warmer_memory.stages").WaveStages(count)
    for stage, perform in wave.stages.items():
        perform()
        report(stage)


if __name__ == "__main__":
    main(int(sys.argv[1]))
