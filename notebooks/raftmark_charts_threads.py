"""Pictures against server threads: throughput and p99 with the law, ratios with intervals, occupancy and cost, the fit."""

import math

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

import raftmark_charts as charts
import raftmark_figures as figures
import raftmark_statistics as statistics

MS = 1e-3
HEADLINE_ROWS_MAX = 3
NO_SERIES = (
    "{name}: no two valid configurations differ in their server threads alone, so there is no curve;"
    " `bin/raftmark run reference` or `run server-threads` (both 1 to 64 threads) measures some."
)


def prepared(sweep):
    """(cells, series with the most clients, sentence if there is nothing to draw)."""
    if sweep.why_no_picture():
        return [], [], sweep.why_no_picture()
    cells = figures.cells(sweep)
    series = figures.thread_series(cells)
    if not series:
        return cells, [], NO_SERIES.format(name=sweep.name)
    return cells, series, ""


def clients_of(series):
    return sorted({found[0].clients for found in series}, reverse=True)


def throughput_and_p99(sweep, clients=None):
    """Throughput above, p99 below, a column a backend: runs, medians, and the law's bound."""
    cells, series, sentence = prepared(sweep)
    if sentence:
        return sentence
    clients = clients or clients_of(series)[0]
    series = [found for found in series if found[0].clients == clients]
    backends = list(dict.fromkeys(found[0].backend for found in series))
    threads = sorted({cell.threads for found in series for cell in found})
    look = charts.colours_of(cells)
    figure, axes = charts.panels(
        2, len(backends), _headline(series, cells), _conditions(sweep, series[0][0]), height=3.1, sharey="row"
    )
    entries = {}
    for found in series:
        column = backends.index(found[0].backend)
        colour, shape = look[found[0].label]
        _series(axes[0][column], found, figures.THROUGHPUT, 1, colour, shape, figures.Cell.throughput_interval)
        _series(axes[1][column], found, figures.P99, MS, colour, shape, lambda cell: charts.span(cell.figures(figures.P99)))
        _bound(axes[0][column], found, cells, colour)
        entries[found[0].label] = Line2D([], [], color=colour, marker=shape, markeredgecolor="white", markersize=7)
    for column, backend in enumerate(backends):
        charts.head(axes[0][column], f"{backend}: throughput")
        charts.head(axes[1][column], f"{backend}: p99 latency")
        charts.threads_axis(axes[0][column], threads, "")
        charts.threads_axis(axes[1][column], threads, "server threads N (doubling)")
    charts.log_axis(axes[0][0], "operations/s")
    charts.log_axis(axes[1][0], "milliseconds")
    legend = [(handle, label) for label, handle in entries.items()]
    legend.append((Line2D([], [], color=charts.SOFT, linestyle=(0, (4, 3)), linewidth=1.3), "law: min(N/S, C/R₁, ceiling)"))
    legend.append((Line2D([], [], color=charts.SOFT, marker=".", linestyle=""), "dot: one run; shape: median"))
    cells_shown = [cell for found in series for cell in found]
    bars = ["95 % interval (throughput)"] if any(cell.throughput_interval() for cell in cells_shown) else []
    bars += ["range over runs (p99)"] if any(len(cell.figures(figures.P99)) > 1 for cell in cells_shown) else []
    if bars:
        bar = Line2D([], [], color=charts.SOFT, linewidth=1, marker="_", markersize=6)
        legend.append((bar, f"bar: {', '.join(bars)}"))
    charts.legend_below(figure, legend, 3)
    return figure


def _series(axis, found, column, factor, colour, shape, bar):
    with_median = [cell for cell in found if not math.isnan(cell.median(column))]
    axis.plot(
        [cell.threads for cell in with_median],
        [cell.median(column) * factor for cell in with_median],
        color=colour,
        linewidth=2,
    )
    for cell in with_median:
        charts.dots_and_median(
            axis, cell.threads, cell.figures(column), cell.median(column), colour, shape, factor, bar(cell)
        )


def _bound(axis, found, cells, colour):
    laws = [(cell, figures.law(cell, cells)) for cell in found]
    laws = [(cell, law) for cell, law in laws if law is not None]
    axis.plot(
        [cell.threads for cell, _ in laws],
        [law.bound for _, law in laws],
        color=colour,
        linewidth=1.3,
        linestyle=(0, (4, 3)),
    )
    if found[0].handler == "blocking":
        for cell, law in laws:
            axis.annotate(
                law.binds,
                (cell.threads, law.bound),
                textcoords="offset points",
                xytext=(0, 9),
                ha="center",
                fontsize=8,
                color=colour,
            )


def _headline(series, cells):
    parts = []
    comparisons = figures.thread_comparisons(series, cells)
    for found in series:
        best = max(found, key=lambda cell: cell.median(figures.THROUGHPUT))
        end = best if best is not found[0] else found[-1]
        effect = next(
            c for c in comparisons if c.base is found[0] and c.other is end and c.column == figures.THROUGHPUT
        )
        who = f"{found[0].backend} {found[0].handler}"
        if effect.finding == statistics.HELPS:
            parts.append(f"{who}: ×{effect.ratio.ratio:.1f} from {found[0].threads} to {end.threads}")
        else:
            parts.append(f"{who}: {effect.finding}")
    rows = ["; ".join(parts[i : i + 2]) for i in range(0, len(parts), 2)]
    return "What more server threads did to throughput\n" + ";\n".join(rows[:HEADLINE_ROWS_MAX])


def _conditions(sweep, cell):
    levels = cell.levels
    few = "; with so few repetitions any difference may be noise" if len(cell.valid) < statistics.RUNS_MIN else ""
    return (
        f"{sweep.name}: {levels['workload']}, {charts.counted(cell.clients, 'client')}, {levels['cluster']}, {levels['jvm']},"
        f" {charts.counted(len(cell.valid) + cell.invalid, 'repetition')}; every scale is logarithmic{few}"
    )


def ratios(sweep, clients=None):
    """Throughput and p99 beside the fewest threads: paired ratios with 95 % t intervals, and what is noise."""
    cells, series, sentence = prepared(sweep)
    if sentence:
        return sentence
    clients = clients or clients_of(series)[0]
    comparisons = [
        c
        for c in figures.thread_comparisons(series, cells)
        if c.base.clients == clients and any(c.base is found[0] for found in series)
    ]
    if not any(c.ratio is not None and c.ratio.has_interval for c in comparisons):
        return (
            f"{sweep.name}: fewer than {statistics.RUNS_MIN} valid pairs of repetitions, so there is no interval and no"
            " verdict; run the spec with `repetitions: 5`."
        )
    look = charts.colours_of(cells)
    figure, axes = charts.panels(
        1,
        2,
        "Which of these differences are more than noise?",
        "Ratio to the fewest threads of the same series, geometric mean of pairs of one repetition, with 95 % t interval.\n"
        "Full shape: a verdict (interval leaves out 1, beyond the noise band, p < 0.05 after Holm). Hollow: no difference seen.\n"
        "A bar that is cut at the edge goes on beyond it: such a figure says nothing.",
        height=4.0,
    )
    labels = list(dict.fromkeys(c.base.label for c in comparisons))
    threads = sorted({cell.threads for found in series if found[0].clients == clients for cell in found})
    for axis, column, name in ((axes[0][0], figures.THROUGHPUT, "throughput"), (axes[0][1], figures.P99, "p99 latency")):
        shown = [c for c in comparisons if c.column == column and c.ratio is not None and c.ratio.has_interval]
        for c in shown:
            colour, shape = look[c.base.label]
            x = c.other.threads * 2 ** (0.13 * (labels.index(c.base.label) - (len(labels) - 1) / 2))
            verdict = c.finding in (statistics.HELPS, statistics.HURTS)
            axis.plot([x, x], [c.ratio.low, c.ratio.high], color=colour, linewidth=1.6)
            axis.plot(
                [x], [c.ratio.ratio], shape, markersize=7, color=colour, markerfacecolor=colour if verdict else "white"
            )
        floor = max((c.floor_ratio for c in shown if not math.isnan(c.floor_ratio)), default=math.nan)
        if not math.isnan(floor):
            axis.axhspan(1 / floor, floor, color=charts.BAND, zorder=0)
        axis.axhline(1, color=charts.SOFT, linewidth=1)
        charts.head(axis, name)
        charts.threads_axis(axis, threads[1:] if len(threads) > 2 else threads, "server threads N (doubling)")
        axis.set_xlim(min(threads[1:]) / 1.6, max(threads) * 1.6)
        lows = [c.ratio.ratio for c in shown] + [1]
        charts.log_axis(axis, "times the figure at the fewest threads", min(lows) / 3, max(lows) * 2.2)
    legend = [
        (Line2D([], [], color=look[label][0], marker=look[label][1], markersize=7), label) for label in labels
    ]
    legend.append((Patch(color=charts.BAND), f"noise floor: {charts.floor_text(comparisons)}"))
    charts.legend_below(figure, legend, 3)
    return figure


def occupancy_and_cost(sweep, clients=None):
    """Why: S, context switches and CPU per operation against threads."""
    cells, series, sentence = prepared(sweep)
    if sentence:
        return sentence
    clients = clients or clients_of(series)[0]
    series = [found for found in series if found[0].clients == clients]
    look = charts.colours_of(cells)
    threads = sorted({cell.threads for found in series for cell in found})
    figure, axes = charts.panels(
        1,
        3,
        "Where threads spend their time, and what an operation costs",
        "S: how long an operation holds its handler. Switches and CPU: of all three servers. Medians over valid runs.",
        height=3.6,
    )
    wanted = (
        ("S, handler held", "milliseconds/operation", lambda cell: cell.held_seconds * 1000),
        (
            "voluntary context switches",
            "per operation",
            lambda cell: cell.per_operation("server_voluntary_context_switches"),
        ),
        ("CPU of the servers", "microseconds/operation", lambda cell: cell.per_operation("server_cpu_seconds", 1e6)),
    )
    for axis, (name, unit, figure_of) in zip(axes[0], wanted):
        charts.head(axis, name)
        charts.threads_axis(axis, threads, "server threads N (doubling)")
        drawn = False
        for found in series:
            colour, shape = look[found[0].label]
            points = [(cell.threads, figure_of(cell)) for cell in found]
            points = [(n, value) for n, value in points if value > 0]
            drawn = drawn or bool(points)
            axis.plot([n for n, _ in points], [value for _, value in points], color=colour, linewidth=2)
            axis.plot(
                [n for n, _ in points], [v for _, v in points], shape, color=colour, markersize=7, markeredgecolor="white"
            )
        charts.log_axis(axis, unit)
        if not drawn:
            axis.text(0.5, 0.5, "not measured here\n(cluster: processes does)", transform=axis.transAxes, ha="center")
    legend = [
        (Line2D([], [], color=look[f[0].label][0], marker=look[f[0].label][1], markersize=7), f[0].label) for f in series
    ]
    charts.legend_below(figure, list({text: (handle, text) for handle, text in legend}.values()), 4)
    return figure


def usl(sweep, clients=None):
    """The USL-form fit of each series that has six numbers of threads; a sentence where no series can be fitted."""
    cells, series, sentence = prepared(sweep)
    if sentence:
        return sentence
    clients = clients or clients_of(series)[0]
    fits = []
    for found in series:
        if found[0].clients == clients:
            runs = {cell.threads: [x for x in cell.figures(figures.THROUGHPUT) if x > 0] for cell in found}
            fits.append((found, statistics.usl_fit(runs)))
    fitted = [(found, fit) for found, fit in fits if not isinstance(fit, str)]
    if not fitted:
        by_reason = {}
        for found, fit in fits:
            by_reason.setdefault(fit, []).append(found[0].label)
        reasons = "; ".join(f"{', '.join(labels)}: {reason}" for reason, labels in by_reason.items())
        return (
            f"{sweep.name}: no USL-form fit ({reasons}). `bin/raftmark run server-threads` measures seven numbers of threads."
        )
    look = charts.colours_of(cells)
    bars = any(cell.throughput_interval() for found, _ in fitted for cell in found)
    figure, axes = charts.panels(
        1,
        len(fitted),
        "A curve of USL form over server threads",
        "λ: one thread; σ: contention; κ: coherence; σ, κ ≥ 0" + ("; bars: 95 % intervals of throughput" if bars else ""),
    )
    for axis, (found, fit) in zip(axes[0], fitted):
        colour, shape = look[found[0].label]
        threads = [cell.threads for cell in found]
        steps = [threads[0] * (threads[-1] / threads[0]) ** (i / 60) for i in range(61)]
        axis.plot(steps, fit.at(steps), color=charts.SOFT, linewidth=1.5)
        for cell in found:
            charts.dots_and_median(
                axis,
                cell.threads,
                cell.figures(figures.THROUGHPUT),
                cell.median(figures.THROUGHPUT),
                colour,
                shape,
                bar=cell.throughput_interval(),
            )
        outside = f"\noutside all runs at N = {', '.join(map(str, fit.outside))}" if fit.outside else ""
        parameters = f"λ={fit.lam:,.0f}, σ={fit.sigma:.3g}, κ={0 if fit.kappa < 1e-9 else fit.kappa:.2g}"
        charts.head(axis, f"{found[0].label}\n{parameters}{outside}")
        charts.threads_axis(axis, threads, "server threads N (doubling)")
        charts.log_axis(axis, "operations/s")
    return figure
