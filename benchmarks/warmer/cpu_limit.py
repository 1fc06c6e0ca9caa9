"""Limits a process to a share of one core, as Lambda limits a small function."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PERIOD_S = 0.1
_ATTEMPTS = 100  # to remove a group, one a period
_V2 = Path("/sys/fs/cgroup/cgroup.controllers")
_V1 = Path("/sys/fs/cgroup/cpu")


@contextmanager
def limited(pid: int, share: float) -> Iterator[str]:
    """Limit a process while the context lasts; yields the means: `cgroup` or `SIGSTOP`.

    A control group has the quota that Lambda itself uses. Where none can be made, the process is
    stopped and continued ten times a second.
    """
    group = (_V2.parent if _V2.exists() else _V1) / f"kickoff-{pid}"
    try:
        group.mkdir()
    except OSError:
        with _stopped_and_continued(pid, share):
            yield "SIGSTOP"
        return
    period, quota = round(PERIOD_S * 1e6), round(PERIOD_S * share * 1e6)
    try:
        if _V2.exists():
            (group / "cpu.max").write_text(f"{quota} {period}")
        else:
            (group / "cpu.cfs_period_us").write_text(str(period))
            (group / "cpu.cfs_quota_us").write_text(str(quota))
        (group / "cgroup.procs").write_text(str(pid))
        yield "cgroup"
    finally:
        (group.parent / "cgroup.procs").write_text(str(pid))
        _remove(group)


def _remove(group: Path) -> None:
    """Remove a group; the kernel may count a process that just left for a moment."""
    for attempt in range(_ATTEMPTS):
        try:
            group.rmdir()
        except OSError:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(PERIOD_S)
        else:
            return


@contextmanager
def _stopped_and_continued(pid: int, share: float) -> Iterator[None]:
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            os.kill(pid, signal.SIGCONT)
            time.sleep(PERIOD_S * share)
            os.kill(pid, signal.SIGSTOP)
            over.wait(PERIOD_S * (1 - share))
        os.kill(pid, signal.SIGCONT)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
