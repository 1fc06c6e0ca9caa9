"""Tables and summaries of a wave and of a dry run, for a terminal."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from operations.terminal import text_table
from warmer.model import Permit, PingCode, WarmingResult

_TEXTS = frozenset({"function", "throttled", "errors", "limit"})
_NO_SHORTFALL = frozenset({PingCode.BUSY, PingCode.SKIPPED})


def results_table(results: Sequence[WarmingResult]) -> Table:
    """Return a row per function; values that need a guard are `?` without one."""
    rows = []
    for result in results:
        report = result.report
        known = not report.inferred
        failed = {
            "function error": report.function_errors,
            "timeout": report.timeouts,
            "unknown": report.unknown,
        } | {code.value: count for code, count in report.errors.items()}
        row = (
            result.warming.function.label,
            f"{report.requested:,}",
            f"{report.distinct:,}" if known else f"at most {report.distinct:,}",
            f"{report.cold:,}" if known or report.logged else "?",
            _format_counts(report.throttled),
            _format_counts(failed),
            f"{report.hold_ms:,}" if known else "?",
            f"{report.spread_ms:,}",
        )
        rows.append(row)
    columns = (
        "function",
        "requested",
        "distinct",
        "new",
        "throttled",
        "errors",
        "held ms",
        "spread ms",
    )
    return text_table(columns, rows, numbers={*columns} - _TEXTS)


def results_summary(results: Sequence[WarmingResult]) -> tuple[str, bool]:
    """Return sentences on the whole wave and on each problem, and whether there is a shortfall."""
    reports = [result.report for result in results]
    requested = sum(report.requested for report in reports)
    warm = requested - sum(report.shortfall for report in reports)
    cold = sum(report.cold for report in reports)
    guess = "at most " if any(report.inferred for report in reports) else ""
    whole = f"{guess}{warm:,} of {requested:,} containers of {_functions(results)} are warm"
    sentences = [f"{whole}, {cold:,} of them new."]
    for result in results:
        report = result.report
        if result.code is not PingCode.OK or report.busy or len(report.versions) > 1:
            label = result.warming.function.label
            sentences.append(f"{label}: {result.code}: {result.reason}.")
    short = any(
        r.report.shortfall or r.code.is_error or r.code is PingCode.CLAIMED for r in results
    )
    return "\n".join(sentences), short


def permits_table(permits: Sequence[Permit]) -> Table:
    """Return a row per function."""
    rows = [
        (
            permit.warming.function.label,
            f"{permit.warming.count:,}",
            f"{permit.busy.count if permit.busy else 0:,}",
            f"{permit.pings:,}",
            permit.pool or "unknown",
        )
        for permit in permits
    ]
    columns = ("function", "requested", "busy", "pings", "limit")
    return text_table(columns, rows, numbers={*columns} - _TEXTS)


def dry_run_summary(permits: Sequence[Permit]) -> tuple[str, bool]:
    """Return sentences on the pings and on each limit, and whether there is a shortfall."""
    pings = sum(permit.pings for permit in permits)
    sentences = [f"{pings:,} pings to {_functions(permits)} would be sent; none was."]
    refused = [permit for permit in permits if permit.code is not None]
    sentences += [f"{each.warming.function.label}: {each.code}: {each.reason}." for each in refused]
    return "\n".join(sentences), any(permit.code not in _NO_SHORTFALL for permit in refused)


def _format_counts(counts: Mapping[str, int]) -> str:
    return "\n".join(
        f"{count:,} {kind.replace('_', ' ')}" for kind, count in counts.items() if count
    )


def _functions(found: Sequence[object]) -> str:
    return f"{len(found)} function{'' if len(found) == 1 else 's'}"
