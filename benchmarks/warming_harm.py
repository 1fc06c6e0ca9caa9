"""How many cold starts live traffic suffers because of pings; simulated time, the same each run."""

from dataclasses import replace

from simulator.harm import Harm, Policy, Setting, suffered

SETTING = Setting()
LEVELS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5)
SEEDS = (1998, 2002, 2006)

HEADER = """\
{wanted} containers of one function are kept warm by a wave every {every:.0f} s; live requests of
{request} s arrive at random; a container starts in {start} s. {runs} runs of {minutes:.0f} minutes.

| live / N | policy | live requests | cold | of them while pings held | pings | held, container-s |
|---|---|---|---|---|---|---|"""


def main() -> None:
    """Print the table."""
    minutes = SETTING.lasts / 60
    print(
        HEADER.format(
            wanted=SETTING.wanted,
            every=SETTING.every,
            request=SETTING.request,
            start=SETTING.start,
            minutes=minutes,
            runs=len(SEEDS),
        )
    )
    for level in LEVELS:
        for policy in Policy:
            setting = replace(SETTING, live=level * SETTING.wanted)
            runs = [suffered(replace(setting, seed=seed), policy) for seed in SEEDS]
            print(_row(level, policy, runs))


def _row(level: float, policy: Policy, runs: list[Harm]) -> str:
    requests, cold = sum(run.requests for run in runs), sum(run.cold for run in runs)
    by_pings, pings = sum(run.by_pings for run in runs), sum(run.pings for run in runs)
    held = sum(run.held for run in runs)
    counts = f"{requests:,} | {cold} | {by_pings} | {pings} | {held:.1f}"
    return f"| {level:.0%} | {policy} | {counts} |"


if __name__ == "__main__":
    main()
