"""Pictures of latency: by percentile, against threads, over time, under an open loop; and why percentiles are not averaged."""

import math

import numpy as np
import pandas as pd
from matplotlib import ticker
from matplotlib.lines import Line2D

import raftmark_charts as charts
import raftmark_figures as figures
import raftmark_histograms as histograms
import raftmark_statistics as statistics

MS = 1e-3
P99_OPERATIONS_MIN = 1000
PANELS_A_ROW = 2
PERCENTILES = ((figures.P50, "p50", "-"), (figures.P99, "p99", (0, (5, 2))), (figures.P999, "p99.9", (0, (1, 1.6))))
LINES = ["-", (0, (6, 2)), (0, (3, 1.5)), (0, (1, 1.5))]
# Light to dark: few threads to many, of one hue a handler style.
SHADES = {
    "blocking": ["#9cc2f0", "#5a9ae3", "#1f6fd1", "#134a8e", "#0a2d59"],
    "async": ["#f2b48c", "#e58342", "#c8500a", "#8f3905", "#5c2403"],
    # Past the front end there is no handler.
    "": ["#8cc9ab", "#4aa57b", "#14804f", "#0c5434", "#06301d"],
}
NO_OPEN_LOOP = (
    "{names}: no run with an open loop, which is what shows latency at a given load: in a closed loop a client that waits sends"
    " nothing. `bin/raftmark run latency-under-load` (`loop: open`) measures it."
)
NO_HISTOGRAMS = "{name}: latency.hlog has nothing of valid runs of a closed loop, so there is no latency by percentile or over time."


def drawable(sweep):
    """(closed loops with valid runs and histograms, sentence if there are none)."""
    if sweep.why_no_picture():
        return [], sweep.why_no_picture()
    cells = [cell for cell in figures.cells(sweep) if cell.closed and cell.latencies is not None]
    return cells, "" if cells else NO_HISTOGRAMS.format(name=sweep.name)


def _merged(cells):
    """What curves of these configurations are made of."""
    runs = sum(len(cell.valid) for cell in cells)
    missing = sum(len(cell.runs_without_histograms()) for cell in cells)
    if not missing:
        return "histograms of all valid runs merged"
    return f"histograms of {runs - missing} of {runs} valid runs merged: latency.hlog lacks the others"


def styled(cells):
    """Colour and line of each configuration in a panel: hue by handler style, darker with more threads."""
    looks = {}
    for handler, shades in SHADES.items():
        own = [cell for cell in cells if cell.handler == handler]
        for i, cell in enumerate(own):
            shade = shades[round(i * (len(shades) - 1) / max(1, len(own) - 1))] if len(own) > 1 else shades[2]
            looks[cell] = (shade, LINES[i % len(LINES)])
    return looks


def label(cell):
    if not cell.handler:
        return "no front end"
    pool = f"{cell.threads} thread{'' if cell.threads == 1 else 's'}" if cell.threads else cell.levels["handler_executor"]
    return ", ".join([cell.handler, pool, *cell.varying])


def by_percentile(sweep):
    """Latency by percentile of the merged histograms, over 1/(1-p), a panel a backend."""
    cells, sentence = drawable(sweep)
    if sentence:
        return sentence
    clients = max(cell.clients for cell in cells)
    cells = [cell for cell in cells if cell.clients == clients]
    backends = list(dict.fromkeys(cell.backend for cell in cells))
    figure, axes = charts.panels(
        1,
        len(backends),
        "Latency by percentile: how bad is the worst in 10, 100, 1,000?",
        f"{sweep.name}: {clients} clients, {_merged(cells)}. A line ends where fewer than ten operations lie"
        " beyond.",
        height=4.4,
        sharey=True,
    )
    for axis, backend in zip(axes[0], backends):
        own = [cell for cell in cells if cell.backend == backend]
        looks = styled(own)
        for cell in own:
            curve = figures.merged_curve(cell)
            colour, line = looks[cell]
            axis.plot([t for t, _ in curve], [v * MS for _, v in curve], color=colour, linestyle=line, label=label(cell))
        _percentile_axis(axis)
        charts.head(axis, backend)
        axis.legend(fontsize=8.5, frameon=False, labelcolor=charts.INK, handlelength=3, loc="upper left", ncol=2)
    charts.log_axis(axes[0][0], "milliseconds")
    low, high = axes[0][0].get_ylim()
    charts.log_axis(axes[0][0], "milliseconds", low, high * 8)
    return figure


def _percentile_axis(axis):
    axis.set_xscale("log")
    axis.xaxis.set_major_locator(ticker.FixedLocator([1, 2, 10, 100, 1000, 10_000, 100_000]))
    names = {1: "0", 2: "50", 10: "90", 100: "99", 1000: "99.9", 10_000: "99.99", 100_000: "99.999"}
    axis.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: names.get(round(value), "")))
    axis.xaxis.set_minor_locator(ticker.NullLocator())
    axis.set_xlabel("percentile p, at 1/(1−p)", fontsize=9, color=charts.SOFT)


def against_threads(sweep):
    """p50, p99 and p99.9 against threads: medians of the runs' own percentiles."""
    if sweep.why_no_picture():
        return sweep.why_no_picture()
    cells = figures.cells(sweep)
    series = figures.thread_series(cells)
    if not series:
        return f"{sweep.name}: no two valid configurations differ in their server threads alone; `bin/raftmark run reference` does."
    clients = max(found[0].clients for found in series)
    series = [found for found in series if found[0].clients == clients]
    look = charts.colours_of(cells)
    backends = list(dict.fromkeys(found[0].backend for found in series))
    threads = sorted({cell.threads for found in series for cell in found})
    missing = [
        name
        for column, name, _ in PERCENTILES
        if all(math.isnan(cell.median(column)) for found in series for cell in found)
    ]
    some = "" if not missing else f" {', '.join(missing)}: too few operations in every configuration."
    figure, axes = charts.panels(
        1,
        len(backends),
        "Percentiles against server threads",
        f"{sweep.name}: {clients} clients; medians of the runs' own percentiles, dots are runs."
        f" p99 needs 1,000 operations a run, p99.9 10,000.{some}",
        height=4.0,
        sharey=True,
    )
    for found in series:
        axis = axes[0][backends.index(found[0].backend)]
        colour, shape = look[found[0].label]
        for column, name, line in PERCENTILES:
            known = [cell for cell in found if not math.isnan(cell.median(column))]
            axis.plot(
                [cell.threads for cell in known],
                [cell.median(column) * MS for cell in known],
                color=colour,
                linestyle=line,
            )
            for cell in known:
                runs = cell.figures(column)
                charts.dots_and_median(axis, cell.threads, runs, cell.median(column), colour, shape, MS, charts.span(runs))
            if known:
                axis.annotate(
                    name,
                    (known[-1].threads, known[-1].median(column) * MS),
                    textcoords="offset points",
                    xytext=(7, -3),
                    fontsize=8.5,
                    color=colour,
                )
    for axis, backend in zip(axes[0], backends):
        charts.head(axis, backend)
        charts.threads_axis(axis, threads, "server threads N (doubling)")
        axis.set_xlim(min(threads) / 1.25, max(threads) * 1.7)
    charts.log_axis(axes[0][0], "milliseconds")
    handles = {
        found[0].label: Line2D([], [], color=look[found[0].label][0], marker=look[found[0].label][1]) for found in series
    }
    legend = [(handle, text) for text, handle in handles.items()]
    legend += [(Line2D([], [], color=charts.SOFT, linestyle=line), name) for _, name, line in PERCENTILES]
    charts.legend_below(figure, legend, 4)
    return figure


def shown_run(cell):
    """The valid run of median throughput, the lower one of two."""
    runs = cell.valid.sort_values(figures.THROUGHPUT, kind="stable")
    return runs.run_id.iloc[(len(runs) - 1) // 2]


def over_time(sweep):
    """Median and longest latency in each interval of one run a configuration, a panel a backend and handler style."""
    cells, sentence = drawable(sweep)
    if sentence:
        return sentence
    clients = max(cell.clients for cell in cells)
    all_cells = [cell for cell in cells if cell.clients == clients]
    cells = [cell for cell in all_cells if cell.intervals(shown_run(cell))]
    if not cells:
        return f"{sweep.name}: latency.hlog lacks the runs that would be shown over time."
    without = len(all_cells) - len(cells)
    missing = f" {charts.counted(without, 'configuration')} left out: latency.hlog lacks that run." if without else ""
    groups = list(dict.fromkeys((cell.backend, cell.handler) for cell in cells))
    columns = min(4, len(groups))
    rows = -(-len(groups) // columns)
    figure, axes = charts.panels(
        rows,
        columns,
        "Latency over time: was the run calm?",
        f"{sweep.name}: {clients} clients; for each configuration the valid run of median throughput, second by second.\n"
        f"Line: median. Thin and dotted: the longest latency of that second.{missing}",
        height=3.2,
        sharey=True,
    )
    looks = styled_groups(cells, groups)
    for axis in axes.flat[len(groups) :]:
        axis.set_visible(False)
    for axis, (backend, handler) in zip(axes.flat, groups):
        for cell in [cell for cell in cells if (cell.backend, cell.handler) == (backend, handler)]:
            points = seconds_of(cell.intervals(shown_run(cell)))
            seconds = [end for end, _ in points]
            colour = looks[cell][0]
            middle, longest = ([h.percentile(p) * MS if h else math.nan for _, h in points] for p in (50, 100))
            axis.plot(seconds, middle, color=colour, label=label(cell).split(", ", 1)[-1])
            axis.plot(seconds, longest, ":", color=colour, linewidth=1.2)
        charts.head(axis, f"{backend}, {handler or 'no front end'}")
        axis.set_xlabel("seconds measured", fontsize=9, color=charts.SOFT)
        axis.set_xlim(left=0)
        axis.legend(fontsize=8, frameon=False, ncol=2, loc="upper center", handlelength=1.6, columnspacing=1)
    charts.log_axis(axes.flat[0], "milliseconds")
    low, high = axes.flat[0].get_ylim()
    charts.log_axis(axes.flat[0], "milliseconds", low, high * 5)
    return figure


def styled_groups(cells, groups):
    looks = {}
    for group in groups:
        looks.update(styled([cell for cell in cells if (cell.backend, cell.handler) == group]))
    return looks


def seconds_of(intervals):
    """(seconds since the window began, histogram of all operations together) for each interval of a run.

    The log leaves out intervals in which nothing was answered: such a gap has one point, without a histogram.
    """
    by_start = {}
    for interval in intervals:
        if interval.kind == "service":
            by_start.setdefault(interval.start_seconds, []).append(interval)
    starts = sorted(by_start)
    points, end = [], starts[0] if starts else 0.0
    for start in starts:
        seconds = by_start[start][0].seconds
        # What an interval of no length has belongs to the one before: logs until 2026-11-27 have such at the end.
        if points and points[-1][1] and seconds < by_start[starts[0]][0].seconds / 2:
            end = start + seconds
            points[-1][1].add(histograms.merged(by_start[start]))
            points[-1] = (end - starts[0], points[-1][1])
            continue
        if start - end > seconds / 2:
            points.append((start - starts[0], None))
        end = start + seconds
        points.append((end - starts[0], histograms.merged(by_start[start])))
    return points


def open_sweeps(sweeps):
    """Those with a run of an open loop; where none is valid, a chart of them says why."""
    return [sweep for sweep in sweeps if len(_open_runs(sweep))]


def _open_runs(sweep):
    return sweep.runs[sweep.runs.loop == "open"]


def no_open_loop(sweeps):
    """The sentences where no sweep has a valid run of one."""
    sentences, without = [], []
    for sweep in sweeps:
        runs = _open_runs(sweep)
        if len(runs):
            reason = runs.verdict.iloc[0].removeprefix("INVALID(").removesuffix(")")
            sentences.append(f"{sweep.name}: {charts.counted(len(runs), 'open-loop run')}, all INVALID: {reason}.")
        elif sweep.rows.empty:
            sentences.append(sweep.why_no_picture())
        else:
            without.append(sweep.name)
    if without or not sweeps:
        sentences.append(NO_OPEN_LOOP.format(names=", ".join(without) or "no sweep"))
    return " ".join(sentences)


def open_lines(sweep):
    """Lists of open-loop configurations with a valid run that differ in their rate alone, the lowest rate first."""
    lines = {}
    for cell in figures.cells(sweep):
        if not cell.closed and len(cell.valid):
            rest = tuple(level for factor, level in cell.levels.items() if factor not in ("target_load", "target_rate"))
            lines.setdefault(rest, []).append(cell)
    return [sorted(cells, key=lambda cell: cell.median("target_rate")) for cells in lines.values()]


def _pool(cell):
    return "" if cell.threads is None else f" {charts.counted(cell.threads, 'thread')}"


def _missed(sweep):
    """Sentences on open-loop configurations that have INVALID runs."""
    open_cells = [cell for cell in figures.cells(sweep) if not cell.closed]
    missed = "; ".join(_at_load(cell) for cell in open_cells if not len(cell.valid))
    partly = "; ".join(
        f"{cell.invalid} of {cell.invalid + len(cell.valid)} runs of {_at_load(cell)}"
        for cell in open_cells
        if cell.invalid and len(cell.valid)
    )
    return (f"\nNot drawn, because no run of them is valid: {missed}." if missed else "") + (
        f"\nINVALID and not drawn: {partly}. Where these missed their target, they are the slowest, and the points flatter."
        if partly
        else ""
    )


def _at_load(cell):
    return f"{cell.label}{_pool(cell)} at {charts.load(cell)}"


def _line_names(lines):
    """The configuration without its backend, which the panel has; with what else tells lines of one name apart."""
    names = []
    for cells in lines:
        cell = cells[0]
        names.append((cell, f"{cell.label.split(' · ', 1)[1]}{_pool(cell)}"))
    several = len({cell.clients for cell, _ in names}) > 1
    return [f"{name}, {charts.counted(cell.clients, 'client')} at most" if several else name for cell, name in names]


def hockey_stick(sweep):
    """p99 of response and service time against the achieved rate, a line a configuration; a sentence where there is no open loop."""
    lines = open_lines(sweep)
    if not lines:
        return no_open_loop([sweep])
    panels = list(dict.fromkeys((cells[0].backend, cells[0].terms) for cells in lines))
    several_terms = len({terms for _, terms in panels}) > 1
    figure, axes = charts.panels(
        1,
        len(panels),
        "The hockey stick: latency against load",
        f"{sweep.name}: open loop, medians over valid runs. Full: response time, from the intended sending; dotted: service time."
        + _missed(sweep),
        height=4.2,
        sharey=True,
    )
    for axis, panel in zip(axes[0], panels):
        own = [cells for cells in lines if (cells[0].backend, cells[0].terms) == panel]
        for i, (cells, name) in enumerate(zip(own, _line_names(own))):
            for kind, line, text in (("response", "-", name), ("service", ":", None)):
                points = figures.load_points(cells, kind)
                axis.plot(
                    [x for x, _ in points],
                    [y * MS for _, y in points],
                    color=charts.COLOURS[i % len(charts.COLOURS)],
                    linestyle=line,
                    marker=charts.SHAPES[i % len(charts.SHAPES)],
                    label=text,
                )
        charts.head(axis, f"{panel[0]}: p99" + (f", terms {panel[1]}" if several_terms else ""))
        axis.legend(fontsize=8.5, frameon=False)
        axis.set_xlabel("achieved rate, operations/s", fontsize=9, color=charts.SOFT)
    charts.log_axis(axes[0][0], "milliseconds")
    return figure


def response_by_percentile(sweep):
    """Response and service time by percentile, a panel a configuration and a colour a load; a sentence where there is no open loop."""
    if not open_lines(sweep):
        return no_open_loop([sweep])
    lines = [cells for cells in open_lines(sweep) if any(figures.merged_curve(cell, "response") for cell in cells)]
    if not lines:
        return f"{sweep.name}: latency.hlog has no response times of valid runs, so there is none by percentile."
    figure, axes = charts.panels(
        -(-len(lines) // PANELS_A_ROW),
        min(len(lines), PANELS_A_ROW),
        "Under a given load: how bad is the worst in 10, 100, 1,000?",
        f"{sweep.name}: open loop, {_merged([cell for cells in lines for cell in cells])}. Full: response time, from the intended sending; dotted: service"
        f" time.{_missed(sweep)}",
        height=3.6,
        sharey=True,
    )
    flat = [axis for row in axes for axis in row]
    for axis, cells, name in zip(flat, lines, _line_names(lines)):
        for i, cell in enumerate(cells):
            for kind, line in (("response", "-"), ("service", ":")):
                curve = figures.merged_curve(cell, kind)
                axis.plot(
                    [t for t, _ in curve],
                    [v * MS for _, v in curve],
                    color=charts.COLOURS[i % len(charts.COLOURS)],
                    linestyle=line,
                    label=charts.load(cell) if kind == "response" else None,
                )
        _percentile_axis(axis)
        charts.head(axis, f"{cells[0].backend}: {name}")
        axis.legend(fontsize=8.5, frameon=False, loc="upper left")
    for axis in flat[len(lines) :]:
        axis.set_visible(False)
    charts.log_axis(flat[0], "milliseconds")
    return figure


def one_client(sweep):
    """The configurations of one client: R₁ of the law, and latency without waiting in line. A table, or a sentence."""
    if sweep.why_no_picture():
        return sweep.why_no_picture()
    cells = [cell for cell in figures.cells(sweep) if cell.clients == 1 and cell.closed and len(cell.valid)]
    if not cells:
        return f"{sweep.name}: no configuration of one client; `bin/raftmark run reference` and `run lab` have some."
    lines = []
    for cell in cells:
        lines.append(
            {
                "sweep": sweep.name,
                "backend": cell.backend,
                "handler": label(cell),
                "runs": len(cell.valid),
                "R₁ (mean), ms": _ms(cell.median("latency_mean_micros")),
                "p50, ms": _ms(cell.median(figures.P50)),
                "p99, ms": _ms(cell.median(figures.P99)),
                "ops/s": statistics.fixed(cell.median(figures.THROUGHPUT), 0),
            }
        )
    return pd.DataFrame(lines)


def _ms(micros):
    return "– (a run has under 1,000 operations)" if math.isnan(micros) else statistics.fixed(micros * MS, 2)


def averaging(sweep):
    """For each configuration the p99 of all its operations, and what averaging the runs' and the seconds' p99 would say."""
    cells, sentence = drawable(sweep)
    if sentence:
        return sentence
    lines = []
    for cell in cells:
        merged = cell.latencies
        seconds = [
            histogram
            for run in cell.valid.run_id
            for _, histogram in seconds_of(cell.intervals(run))
        ]
        # A mean over the seconds that carry a p99 alone would be one over the fast seconds.
        carried = len(seconds) > 1 and all(histogram and histogram.total >= P99_OPERATIONS_MIN for histogram in seconds)
        if merged.total < P99_OPERATIONS_MIN or not len(cell.figures(figures.P99)) == len(cell.valid):
            continue
        true = merged.percentile(99) * MS
        runs = float(np.mean(cell.figures(figures.P99))) * MS
        lines.append(
            {
                "cell": cell,
                "true": true,
                "runs": runs,
                "seconds": float(np.mean([h.percentile(99) for h in seconds])) * MS if carried else math.nan,
            }
        )
    if not lines:
        return f"{sweep.name}: no configuration has 1,000 operations in every run, so there is no p99 to average."
    return pd.DataFrame(lines)


def averaging_picture(sweep):
    """The averaged p99 as a share of the true one: right of 1 it cries wolf, left of 1 it hides."""
    frame = averaging(sweep)
    if isinstance(frame, str):
        return frame
    figure, axes = charts.panels(
        1,
        1,
        "What averaging p99 makes of it",
        f"{sweep.name}: averaged p99 divided by the p99 of all operations together. At 1 averaging would do no harm.",
        height=0.34 * len(frame) + 1.0,
    )
    axis = axes[0][0]
    axis.axvline(1, color=charts.SOFT, linewidth=1)
    for place, line in enumerate(frame.iloc[::-1].itertuples()):
        shares = [line.runs / line.true, line.seconds / line.true]
        axis.plot([1, *[share for share in shares if not math.isnan(share)]][:2], [place] * 2, color=charts.GRID, linewidth=3)
        axis.plot(shares[0], place, "o", color=charts.COLOURS[0], markersize=8)
        axis.plot(shares[1], place, "s", color=charts.COLOURS[1], markersize=7)
    axis.set_yticks(
        range(len(frame)),
        [
            f"{cell.backend} {label(cell)}, {cell.clients} client{'s' if cell.clients > 1 else ''}"
            for cell in frame.cell.iloc[::-1]
        ],
        fontsize=9,
    )
    axis.set_xlabel("averaged p99 / true p99", fontsize=9, color=charts.SOFT)
    legend = [
        (Line2D([], [], marker="o", linestyle="", color=charts.COLOURS[0]), "mean of the runs' p99"),
        (Line2D([], [], marker="s", linestyle="", color=charts.COLOURS[1]), "mean of each second's p99 (where every second has 1,000 operations)"),
    ]
    charts.legend_below(figure, legend, 3)
    return figure
