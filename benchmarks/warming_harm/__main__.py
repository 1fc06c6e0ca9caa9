"""Cold starts that pings cause in live traffic, in simulated time; the same result in each run.

Run it with `.venv/bin/python -m benchmarks.warming_harm`; `--write` puts the table into
docs/warming-harm.md.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from benchmarks.tables import markdown, publish
from benchmarks.warming_harm.simulation import WarmedFunction, WavePolicy, simulate
from simulator.traits import Placement

FUNCTION = WarmedFunction()
LEVELS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5)
SEEDS = (1998, 2002, 2006)
HEADER = (
    "placement",
    "live / N",
    "",
    "live requests",
    "cold",
    "waited s",
    "cold during a hold",
    "pings",
    "held s",
)


def main() -> None:
    """Simulate every level under every policy and print the table."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="into docs/warming-harm.md")
    arguments = parser.parse_args()
    table = markdown(HEADER, list(_rows()))
    publish(table, "warming-harm.md", "table", write=arguments.write)


def _rows() -> Iterator[list[str]]:
    for placement, level, policy in product(Placement, LEVELS, WavePolicy):
        function = replace(FUNCTION, live=level * FUNCTION.desired, placement=placement)
        runs = [simulate(replace(function, seed=seed), policy) for seed in SEEDS]
        yield [
            placement,
            f"{level:.0%}",
            policy,
            f"{sum(run.requests for run in runs):,}",
            str(sum(run.cold for run in runs)),
            f"{sum(run.waited for run in runs):.0f}",
            str(sum(run.by_pings for run in runs)),
            str(sum(run.pings for run in runs)),
            f"{sum(run.held for run in runs):.0f}",
        ]


if __name__ == "__main__":
    main()
