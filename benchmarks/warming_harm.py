"""How many cold starts live traffic suffers because of pings; simulated time, the same each run."""

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.harm import Harm, Policy, Setting, suffered

PAGE = Path(__file__).parents[1] / "docs" / "warming-harm.md"
MARK = "<!-- table -->\n"
SETTING = Setting()
LEVELS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5)
SEEDS = (1998, 2002, 2006)
HEAD = """\
| live / N | | live requests | cold | of them while pings held | pings | held s |
| --- | --- | --- | --- | --- | --- | --- |
"""


def main() -> None:
    """Print the table, or write it into its page."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"into {PAGE.name}")
    table = HEAD + "".join(_rows())
    if parser.parse_args().write:
        words, _, _ = PAGE.read_text().partition(MARK)
        PAGE.write_text(words + MARK + table)
    else:
        print(table, end="")


def _rows() -> Iterator[str]:
    for level in LEVELS:
        for policy in Policy:
            setting = replace(SETTING, live=level * SETTING.wanted)
            runs = [suffered(replace(setting, seed=seed), policy) for seed in SEEDS]
            yield _row(level, policy, runs)


def _row(level: float, policy: Policy, runs: list[Harm]) -> str:
    requests, cold = sum(run.requests for run in runs), sum(run.cold for run in runs)
    by_pings, pings = sum(run.by_pings for run in runs), sum(run.pings for run in runs)
    held = sum(run.held for run in runs)
    counts = f"{requests:,} | {cold} | {by_pings} | {pings} | {held:.0f}"
    return f"| {level:.0%} | {policy} | {counts} |\n"


if __name__ == "__main__":
    main()
