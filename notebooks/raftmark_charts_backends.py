"""Pictures of backends and rungs beside each other: the cost ladder, equal-terms ratios, CPU by process, stages."""

import math

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

import raftmark_charts as charts
import raftmark_figures as figures
import raftmark_statistics as statistics

RUNGS = ("echo", "local")
STAGES = (
    ("stage_handler_wait_mean_micros", "wait for a handler thread", charts.COLOURS[4]),
    ("stage_commit_mean_micros", "submit to committed and applied", charts.COLOURS[0]),
    ("stage_reply_mean_micros", "reply handed to gRPC", charts.COLOURS[1]),
)
REST_COLOUR = "#c3cad2"
NO_LADDER = (
    "{name}: no rung of the cost ladder (backend `echo` or `local`, access `spi`, or one node) was measured beside a backend;"
    " `bin/raftmark run bars` or `run cost-ladder` measures it."
)
NO_PAIR = (
    "{name}: no two backends were measured in the same configuration under equal terms (`terms_id`);"
    " `bin/raftmark run reference` measures JRaft and Ratis so."
)
NO_STAGES = "{name}: no run has stage times (schema 2, sampled at the leader); `bin/raftmark run cost-ladder` gives them."


def terms_table(sweep):
    """Which backends ran under which terms: only rows of one terms_id are compared."""
    runs = sweep.valid
    lines = []
    for terms, of_terms in runs.groupby("terms_id", sort=False):
        spelled = sweep.environment.get("terms", {}).get(terms, {})
        lines.append(
            {
                "sweep": sweep.name,
                "terms_id": terms,
                "backends": ", ".join(sorted(of_terms.backend.unique())),
                "valid runs": len(of_terms),
                "durability": spelled.get("durability", "–"),
                "workload": spelled.get("workload", "–"),
                "reads": spelled.get("read_level") or "–",
                "jvm": spelled.get("jvm", "–"),
                "cluster": spelled.get("cluster", "–"),
            }
        )
    return pd.DataFrame(lines)


def named(cell, bare=False):
    """As in jraft blocking 16, with the factors that vary besides; bare leaves the backend out."""
    pool = f"{cell.threads}" if cell.threads is not None else cell.levels["handler_executor"]
    text = ", ".join([f"{cell.handler} {pool}".strip() or "no front end", *cell.varying])
    if not cell.closed:
        text += f", {charts.load(cell)}"
    return text if bare else f"{cell.backend} {text}"


def rung(cell):
    """(rank, name) of a rung of the cost ladder: each adds a layer to the one before it."""
    if cell.backend in RUNGS:
        return RUNGS.index(cell.backend), cell.backend
    if cell.levels["access"] == "spi":
        return 5, f"{cell.backend}, past the front end"
    if int(cell.levels["nodes"]) == 1:
        return 2, f"{cell.backend}, one node"
    if cell.levels["cluster"] == "embedded":
        return 3, f"{cell.backend}, {cell.levels['nodes']} nodes in one process"
    return 4, f"{cell.backend}, {cell.levels['nodes']} processes"


def rung_names(cells):
    """Names of the rungs, with the handlers where two would have the same."""
    names = [rung(cell)[1] for cell in cells]
    several = len({named(cell, bare=True) for cell in cells if cell.levels["access"] != "spi"}) > 1
    return [
        f"{name} ({named(cell, bare=True)})" if several and cell.levels["access"] != "spi" else name
        for cell, name in zip(cells, names)
    ]


def is_ladder(cells):
    measured = [cell for cell in cells if len(cell.valid)]
    rung = [c for c in measured if c.backend in RUNGS or c.levels["access"] == "spi" or int(c.levels["nodes"]) == 1]
    return bool(rung) and len(measured) > len(rung)


def clients_of_ladder(sweep):
    """Numbers of clients at which a ladder can be shown, the most first."""
    cells = [cell for cell in figures.cells(sweep) if len(cell.valid) and cell.closed]
    numbers = sorted({cell.clients for cell in cells}, reverse=True)
    return [number for number in numbers if is_ladder([cell for cell in cells if cell.clients == number])]


def ladder(sweep, clients=None):
    """Throughput, time and CPU per operation of each rung, at so many clients, or at the most."""
    if sweep.why_no_picture():
        return sweep.why_no_picture()
    cells = [cell for cell in figures.cells(sweep) if len(cell.valid) and cell.closed]
    if not clients_of_ladder(sweep):
        return NO_LADDER.format(name=sweep.name)
    clients = clients or clients_of_ladder(sweep)[0]
    cells = [cell for cell in cells if cell.clients == clients]
    # The lowest rung on top; the layers of a backend stay together.
    cells.sort(key=lambda cell: (cell.backend not in RUNGS, cell.backend if cell.backend not in RUNGS else "", rung(cell)[0]))
    cells.reverse()
    top = cells[-1]
    figure, axes = charts.panels(
        1,
        3,
        f"What each layer costs: from {top.backend} down",
        f"{sweep.name}: {charts.counted(clients, 'client')}, {charts.counted(len(top.valid) + top.invalid, 'repetition')}."
        " Dots: runs; bars: medians. Hatched: keeps no log, other terms; a rung, not a rival.",
        height=0.42 * len(cells) + 1.1,
        sharey=True,
    )
    places = range(len(cells))
    backends = list(dict.fromkeys(cell.backend for cell in figures.cells(sweep)))
    for place, cell in zip(places, cells):
        colour = charts.COLOURS[backends.index(cell.backend) % len(charts.COLOURS)]
        hatch = "//" if cell.backend in RUNGS else None
        _bar(axes[0][0], place, cell, figures.THROUGHPUT, 1, colour, hatch)
        _bar(axes[0][1], place, cell, "latency_mean_micros", 1e-3, colour, hatch)
        _cpu(axes[0][2], place, cell)
    axes[0][0].set_yticks(list(places), rung_names(cells), fontsize=9.5, color=charts.INK)
    for axis, title, unit in (
        (axes[0][0], "throughput", "operations/s"),
        (axes[0][1], "mean latency", "milliseconds"),
        (axes[0][2], "CPU by process", "microseconds/operation"),
    ):
        charts.head(axis, title)
        charts.linear_x(axis, unit, axis.get_xlim()[1] * 1.12)
    charts.legend_below(figure, _processes(cells), 4)
    return figure


def _bar(axis, place, cell, column, factor, colour, hatch):
    median = cell.median(column)
    if math.isnan(median):
        return
    axis.barh(place, median * factor, height=0.6, color=colour, alpha=0.85, hatch=hatch, edgecolor="white")
    runs = cell.figures(column)
    axis.plot([run * factor for run in runs], [place] * len(runs), ".", color=charts.INK, markersize=4, alpha=0.6)
    axis.annotate(
        charts.plain(median * factor),
        (max(runs) * factor, place),
        textcoords="offset points",
        xytext=(6, -3.5),
        fontsize=9,
        color=charts.INK,
    )


def processes_of(cell):
    """CPU per operation in microseconds by process; without the leader's own, all servers together."""
    leader = cell.per_operation("leader_cpu_seconds", figures.MICROS)
    client = cell.per_operation("client_cpu_seconds", figures.MICROS)
    if math.isnan(leader):
        parts = [("servers, one process", cell.per_operation("server_cpu_seconds", figures.MICROS)), ("client", client)]
    else:
        parts = [("leader", leader), ("other servers", cell.other_servers_micros()), ("client", client)]
    return [(name, value) for name, value in parts if not math.isnan(value)]


def _cpu(axis, place, cell):
    left = 0.0
    # The total is that of the parts as drawn, as on the report page: each part has a median of its own.
    for name, value in processes_of(cell):
        axis.barh(place, value, left=left, height=0.6, color=charts.PROCESS_COLOURS[name], edgecolor="white")
        left += value
    if left:
        axis.annotate(
            charts.plain(left), (left, place), textcoords="offset points", xytext=(6, -3.5), fontsize=9, color=charts.INK
        )


def _processes(cells):
    shown = {name for cell in cells for name, _ in processes_of(cell)}
    return [(Patch(color=colour), f"CPU of {name}") for name, colour in charts.PROCESS_COLOURS.items() if name in shown]


def cpu_by_process(sweep):
    """CPU per operation by process, of every configuration with the most clients."""
    if sweep.why_no_picture():
        return sweep.why_no_picture()
    cells = [cell for cell in figures.cells(sweep) if len(cell.valid) and cell.closed and processes_of(cell)]
    if not cells:
        return f"{sweep.name}: CPU by process was not measured; cluster `processes` measures it."
    clients = max(cell.clients for cell in cells)
    cells = [cell for cell in cells if cell.clients == clients]
    backends = list(dict.fromkeys(cell.backend for cell in cells))
    most = max(sum(value for _, value in processes_of(cell)) for cell in cells)
    rows = max(sum(cell.backend == backend for cell in cells) for backend in backends)
    figure, axes = charts.panels(
        1,
        len(backends),
        "CPU per operation, by process",
        f"{sweep.name}: {clients} clients; each part its median over valid runs, the total their sum."
        " Client and servers share the machine's cores.",
        height=0.36 * rows + 1.1,
        sharex=True,
    )
    for axis, backend in zip(axes[0], backends):
        own = [cell for cell in cells if cell.backend == backend][::-1]
        for place, cell in enumerate(own):
            _cpu(axis, place, cell)
        axis.set_yticks(range(len(own)), [named(cell, bare=True) for cell in own], fontsize=9.5, color=charts.INK)
        charts.head(axis, backend)
        charts.linear_x(axis, "microseconds/operation", most * 1.14)
    charts.legend_below(figure, _processes(cells), 4)
    return figure


def backend_comparisons(sweep):
    """Every two backends in closed loops that are equal in everything else, under equal terms; one family.

    An open loop's throughput is what it was asked for, and its service times leave out the wait: neither is a verdict's.
    """
    by_rest = {}
    all_cells = figures.cells(sweep)
    for cell in all_cells:
        if len(cell.valid) and cell.closed:
            rest = tuple(level for factor, level in cell.levels.items() if factor not in ("backend", "backend_options"))
            by_rest.setdefault(rest, []).append(cell)
    questions = [
        (base, other, column)
        for like in by_rest.values()
        for i, base in enumerate(like)
        for other in like[i + 1 :]
        if base.terms == other.terms and base.backend != other.backend
        for column in (figures.THROUGHPUT, figures.P99)
    ]
    return figures.compare(questions, all_cells)


def not_comparable(sweep):
    """A sentence that names what ran under which terms, and in what they differ; empty if all terms are equal."""
    spelled = sweep.environment.get("terms", {})
    backends = {}
    for cell in figures.cells(sweep):
        if len(cell.valid):
            backends.setdefault(cell.terms, set()).add(cell.backend)
    if len(backends) < 2:
        return ""
    of_each = [spelled.get(terms, {}) for terms in backends]
    names = sorted({name for terms in of_each for name in terms})
    differing = [name for name in names if len({terms.get(name) for terms in of_each}) > 1]
    who = "; ".join(f"{', '.join(sorted(names))} ({terms})" for terms, names in backends.items())
    return (
        f"{sweep.name} ran under {len(backends)} sets of terms: {who}. They differ in"
        f" {', '.join(differing) or 'what is not spelled out'}, and are not compared with each other."
    )


def equal_terms(sweep):
    """A forest of ratios between backends, configuration by configuration, with intervals and verdicts."""
    if sweep.why_no_picture():
        return sweep.why_no_picture()
    comparisons = [c for c in backend_comparisons(sweep) if c.ratio is not None and c.ratio.has_interval]
    if not comparisons:
        return NO_PAIR.format(name=sweep.name)
    pairs = list(dict.fromkeys((c.base, c.other) for c in comparisons))
    figure, axes = charts.panels(
        1,
        2,
        f"{' and '.join(sorted({c.other.backend for c in comparisons}))} against"
        f" {' and '.join(sorted({c.base.backend for c in comparisons}))}, under equal terms",
        f"{sweep.name}: ratio of paired runs with 95 % t interval; grey: noise floor,"
        f" {charts.floor_text(comparisons)}.\n"
        "Full shape: a verdict after Holm's correction; hollow: no difference seen.",
        height=0.42 * len(pairs) + 1.2,
        sharey=True,
    )
    for axis, column, name in ((axes[0][0], figures.THROUGHPUT, "throughput"), (axes[0][1], figures.P99, "p99 latency")):
        shown = [c for c in comparisons if c.column == column]
        for c in shown:
            _forest_row(axis, len(pairs) - 1 - pairs.index((c.base, c.other)), c)
        floor = max((c.floor_ratio for c in shown if not math.isnan(c.floor_ratio)), default=math.nan)
        if not math.isnan(floor):
            axis.axvspan(1 / floor, floor, color=charts.BAND, zorder=0)
        axis.axvline(1, color=charts.SOFT, linewidth=1)
        charts.head(axis, f"{name}: {'more' if column == figures.THROUGHPUT else 'less'} is better")
        _log_x(axis, shown)
    axes[0][0].set_yticks(
        range(len(pairs)),
        [f"{named(base, bare=True)}, {base.clients} client{'s' if base.clients > 1 else ''}" for base, _ in pairs[::-1]],
        fontsize=9.5,
        color=charts.INK,
    )
    legend = [
        (Line2D([], [], color=charts.COLOURS[0], marker="o", markersize=7), "verdict: helps or hurts"),
        (Line2D([], [], color=charts.COLOURS[0], marker="o", markersize=7, markerfacecolor="white"), "no difference seen"),
    ]
    charts.legend_below(figure, legend, 4)
    return figure


def _forest_row(axis, place, c):
    verdict = c.finding in (statistics.HELPS, statistics.HURTS)
    axis.plot([c.ratio.low, c.ratio.high], [place, place], color=charts.COLOURS[0], linewidth=1.6)
    axis.plot(
        [c.ratio.ratio],
        [place],
        "o",
        markersize=7,
        color=charts.COLOURS[0],
        markerfacecolor=charts.COLOURS[0] if verdict else "white",
    )


def _log_x(axis, shown):
    axis.set_xscale("log")
    ratios = [c.ratio.ratio for c in shown] + [1]
    low, high = min(ratios) / 2.5, max(ratios) * 2.5
    axis.set_xlim(low, high)
    ticks = [tick for tick in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if low <= tick <= high]
    axis.set_xticks(ticks, [f"×{tick:g}" for tick in ticks])
    axis.set_xticks([], minor=True)


def stages(sweep):
    """Where an operation's time goes inside the leader, and what is left outside; a sentence where stages were not sampled."""
    if sweep.why_no_picture():
        return sweep.why_no_picture()
    cells = [
        cell
        for cell in figures.cells(sweep)
        if len(cell.valid) and not any(math.isnan(cell.median(column)) for column, _, _ in STAGES)
    ]
    if not cells:
        return NO_STAGES.format(name=sweep.name)
    clients = max(cell.clients for cell in cells)
    cells = [cell for cell in cells if cell.clients == clients][::-1]
    figure, axes = charts.panels(
        1,
        1,
        "Where an operation's time goes",
        f"{sweep.name}: {clients} clients; means of sampled requests, medians over valid runs."
        " Elsewhere: event loops, network, client, forwarding.",
        height=0.36 * len(cells) + 1.1,
    )
    axis = axes[0][0]
    for place, cell in enumerate(cells):
        left = 0.0
        for column, _, colour in STAGES:
            value = cell.median(column) / 1000
            axis.barh(place, value, left=left, height=0.6, color=colour, edgecolor="white")
            left += value
        rest = cell.median("latency_mean_micros") / 1000 - left
        if rest > 0:
            axis.barh(place, rest, left=left, height=0.6, color=REST_COLOUR, edgecolor="white")
    axis.set_yticks(range(len(cells)), [named(cell) for cell in cells], fontsize=9.5, color=charts.INK)
    charts.linear_x(axis, "milliseconds, mean", axis.get_xlim()[1])
    legend = [(Patch(color=colour), name) for _, name, colour in STAGES] + [(Patch(color=REST_COLOUR), "elsewhere")]
    charts.legend_below(figure, legend, 4)
    return figure


def verdict_table(comparisons):
    """Comparisons as a table: medians, ratio with interval and verdict, corrected p."""
    lines = []
    for c in comparisons:
        rate = c.column == figures.THROUGHPUT
        factor, digits = (1, 0) if rate else (1e-3, 1)
        lines.append(
            {
                "configuration": f"{named(c.base, bare=True)}, {c.base.clients} client{'s' if c.base.clients > 1 else ''}",
                "figure": "throughput, ops/s" if rate else "p99, ms",
                "base": _figure(c.base, c.column, factor, digits),
                "other": _figure(c.other, c.column, factor, digits),
                "other beside base": c.text,
                "p (Holm)": "–" if math.isnan(c.p) else f"{c.p:.3f}",
            }
        )
    return pd.DataFrame(lines)


def _figure(cell, column, factor, digits):
    median = cell.median(column)
    return f"{cell.backend} " + ("–" if math.isnan(median) else statistics.fixed(median * factor, digits))
