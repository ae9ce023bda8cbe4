"""Prints what the notebooks show of a result directory as JSON, for the test that compares it with the report page."""

import json
import math
import sys

import context  # noqa: F401
import raftmark_answer as answer
import raftmark_charts_backends as backends
import raftmark_charts_latency as latency
import raftmark_figures as figures
import raftmark_results as results
import raftmark_statistics as statistics


def number(value):
    return None if value is None or math.isnan(value) else value


def spread(cell, column):
    return {"median": number(cell.median(column)), "runs": cell.figures(column)}


def configuration(cell, cells):
    law = figures.law(cell, cells)
    return {
        "label": cell.label,
        "clients": cell.clients,
        "threads": cell.threads,
        "terms": cell.terms,
        "valid": len(cell.valid),
        "invalid": cell.invalid,
        "throughput": spread(cell, figures.THROUGHPUT),
        "throughputInterval": cell.throughput_interval() if cell.closed else None,
        "meanMicros": number(cell.median("latency_mean_micros")),
        "p50": spread(cell, figures.P50),
        "p99": spread(cell, figures.P99),
        "p999": spread(cell, figures.P999),
        "law": None
        if law is None
        else {
            "opsPerSecond": law.bound,
            "binds": law.binds,
            "share": law.share,
            "threads": number(law.threads),
            "clients": number(law.clients),
            "ceiling": number(law.ceiling),
        },
        "heldSeconds": number(cell.held_seconds),
        "cpu": {
            "client": number(cell.per_operation("client_cpu_seconds", figures.MICROS)),
            "leader": number(cell.per_operation("leader_cpu_seconds", figures.MICROS)),
            "otherServers": number(cell.other_servers_micros()),
            "servers": number(cell.per_operation("server_cpu_seconds", figures.MICROS)),
            "total": sum(value for _, value in backends.processes_of(cell)),
        },
        "switches": number(cell.per_operation("server_voluntary_context_switches")),
        "open": None if cell.closed else open_loop(cell),
        "stages": stages(cell),
        "curve": figures.merged_curve(cell),
        "shownRun": latency.shown_run(cell) if len(cell.valid) else None,
    }


def open_loop(cell):
    share = cell.levels["target_load"]
    return {
        "arrivals": cell.levels["arrivals"],
        "targetLoadPercent": float(share.rstrip("% ")) if share else None,
        "targetOpsPerSecond": number(cell.median("target_rate")),
        "sendLagP99Micros": number(cell.median("send_lag_p99_micros")),
        "achievedOpsPerSecond": number(cell.median(figures.THROUGHPUT)),
        "responseP50Micros": number(cell.response_median(figures.P50)),
        "responseP99Micros": number(cell.response_median(figures.P99)),
        "responseP999Micros": number(cell.response_median(figures.P999)),
        "drawn": {kind: figures.load_points([cell], kind) for kind in ("response", "service")},
        "responseCurve": figures.merged_curve(cell, "response"),
    }


def stages(cell):
    means = [cell.median(f"stage_{stage}_mean_micros") for stage in ("handler_wait", "commit", "reply")]
    return None if all(map(math.isnan, means)) else dict(zip(("handlerWait", "commit", "reply"), map(number, means)))


def fit(series):
    found = statistics.usl_fit({cell.threads: cell.figures(figures.THROUGHPUT) for cell in series})
    if isinstance(found, str):
        return None
    return {"lambda": found.lam, "sigma": found.sigma, "kappa": found.kappa, "outside": found.outside}


def printed(series, comparisons):
    """All that a sentence on a series may quote: medians as printed, and ratios with their intervals."""
    own = [c for c in comparisons if c.base in series]
    return {
        "who": answer.who(series[0]),
        "label": series[0].label,
        "clients": series[0].clients,
        "fit": fit(series),
        "throughputs": [statistics.fixed(cell.median(figures.THROUGHPUT), 0) for cell in series],
        "p99Millis": [
            statistics.fixed(cell.median(figures.P99) / 1000, 1)
            for cell in series
            if not math.isnan(cell.median(figures.P99))
        ],
        "effects": [c.text for c in own],
        "knee": figures.knee(series, comparisons).threads,
    }


def main(directory):
    sweep = results.read(directory)
    cells = figures.cells(sweep)
    series = figures.thread_series(cells)
    comparisons = figures.thread_comparisons(series, cells)
    print(
        json.dumps(
            {
                "configurations": [configuration(cell, cells) for cell in cells],
                "floors": sorted({c.floor.text for c in comparisons if c.column == figures.THROUGHPUT}),
                "series": [printed(found, comparisons) for found in series],
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
