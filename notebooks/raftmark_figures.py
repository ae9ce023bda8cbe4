"""Figures of a sweep: configurations with medians over valid runs, the law, and verdicts.

The notebooks compute nothing themselves: what they show comes from here, and a test compares what the report page of the same
directory shows too with it, digit by digit; fitted curves to a thousandth. Verdicts between backends the page does not have.
"""

import functools
import math
import statistics as medians
from dataclasses import dataclass

import raftmark_histograms as histograms
import raftmark_results as results
import raftmark_statistics as statistics

MICROS = 1e6
THROUGHPUT = "throughput_ops_per_second"
P50, P99, P999 = "latency_p50_micros", "latency_p99_micros", "latency_p999_micros"
GAIN_MIN = 1.10

# The percentile axis, as 1/(1-p): eight steps a decade up to p99.999, and the median.
TAILS = sorted({10 ** (step / 8) for step in range(41)} | {2.0})
OPERATIONS_BEYOND_MIN = 10

# Named in a series where they vary; the others are the series' own or an axis, such as the rate of an open loop.
NAMED_IF_VARYING = [
    factor
    for factor in results.FACTORS
    if factor not in "backend handler handler_executor server_threads clients loop target_load target_rate".split()
]


@dataclass(frozen=True, eq=False, repr=False)
class Cell:
    """A configuration with its runs, by growing repetition. levels: of every factor. label: its series, without threads."""

    sweep: results.Sweep
    levels: dict
    terms: str
    valid: object
    invalid: int
    twins: object
    label: str

    def __repr__(self):
        return f"<{self.label}, {self.threads} threads, {self.clients} clients, {len(self.valid)} valid runs>"

    @property
    def backend(self):
        return self.levels["backend"]

    @property
    def handler(self):
        return self.levels["handler"]

    @property
    def clients(self):
        return int(self.levels["clients"])

    @property
    def threads(self):
        """Size of the fixed pool; None with another executor."""
        return int(self.levels["server_threads"]) if self.levels["server_threads"] != "" else None

    @property
    def varying(self):
        """The other factors that vary in its sweep, as in value_bytes 100."""
        return self.label.split(" · ")[2:]

    @property
    def closed(self):
        return self.levels["loop"] == "closed"

    def figures(self, column):
        """One a valid run that has it."""
        return [float(value) for value in self.valid[column] if not math.isnan(value)]

    def median(self, column):
        """Over valid runs; nan if one of them lacks the figure: those that have it would be the fast ones."""
        found = self.figures(column)
        return medians.median(found) if found and len(found) == len(self.valid) else math.nan

    def throughput_interval(self):
        """95 % interval (low, high) of the mean throughput over the runs, on logarithms; None below three valid runs."""
        found = self.figures(THROUGHPUT)
        if len(found) < len(self.valid) or min(found, default=0) <= 0:
            return None
        mean = statistics.paired_ratio([math.log(value) for value in found])
        return (mean.low, mean.high) if mean.has_interval else None

    def per_operation(self, column, factor=1.0):
        """Median over valid runs of a column per operation, times a factor; nan if a run lacks it."""
        return self._median_of(self.valid[column] * factor / self.valid.operations)

    def other_servers_micros(self):
        """CPU of the servers that do not lead, per operation."""
        seconds = self.valid.server_cpu_seconds - self.valid.leader_cpu_seconds
        return self._median_of(seconds * MICROS / self.valid.operations)

    @property
    def held_seconds(self):
        """S of the law: how long an operation held its handler, median over the runs that measured it."""
        runs = self.valid[self.valid.handler_busy_seconds.notna() & (self.valid.operations > 0)]
        return medians.median(list(runs.handler_busy_seconds / runs.operations)) if len(runs) else math.nan

    def _median_of(self, values):
        found = [float(value) for value in values if math.isfinite(value)]
        return medians.median(found) if found and len(found) == len(self.valid) else math.nan

    @property
    def response(self):
        """The rows of response time of an open loop's valid runs; a run without one is left out."""
        rows = self.sweep.of("response")
        return rows[rows.run_id.isin(self.valid.run_id)]

    def response_median(self, column):
        """As median, of response time."""
        return self._median_of(self.response[column])

    @functools.cached_property
    def latencies(self):
        """The histograms of service time of the valid runs that latency.hlog has, merged; None if it has none of them."""
        return histograms.merged(self._whole_intervals())

    @functools.cached_property
    def responses(self):
        """Those of response time; None in a closed loop."""
        return histograms.merged(self._whole_intervals(), "response")

    def runs_without_histograms(self):
        """Valid runs that latency.hlog lacks, wholly or in part: merged curves are made of the others."""
        return [run for run in self.valid.run_id if run not in self._whole_runs]

    @functools.cached_property
    def _whole_runs(self):
        """Those of which it has as many service times as the run has operations; of an open loop response times too."""
        whole = {}
        for run, operations in zip(self.valid.run_id, self.valid.operations):
            found = [one for one in self.sweep.intervals.get(run, []) if one.operation in histograms.OPERATIONS]
            logged = sum(one.histogram.total for one in found if one.kind == "service")
            if logged == operations and (self.closed or any(one.kind == "response" for one in found)):
                whole[run] = found
        return whole

    def intervals(self, run):
        """The intervals of one of its valid runs; none if latency.hlog lacks it, wholly or in part."""
        return self._whole_runs.get(run, [])

    def _whole_intervals(self):
        return [interval for run in self._whole_runs.values() for interval in run]


def cells(sweep):
    """The configurations of a sweep, in the order of the report page."""
    runs = sweep.runs
    keys = results.FACTORS + ["terms_id"]
    found, twins = {}, sweep.of("service", label_b=True)
    for index, key in enumerate(_keys(runs, keys)):
        found.setdefault(key, []).append(index)
    twin_keys = _keys(twins, keys)
    levels = {key: dict(zip(keys, key)) for key in found}
    labels = _labels(list(levels.values()))
    made = []
    for key, indices in found.items():
        own = runs.loc[indices].sort_values("repetition")
        valid = own[own.verdict == "OK"]
        twin = twins[[other == key for other in twin_keys]] if len(twins) else twins
        made.append(
            Cell(
                sweep,
                levels[key],
                levels[key]["terms_id"],
                valid.reset_index(drop=True),
                len(own) - len(valid),
                twin[twin.verdict == "OK"].reset_index(drop=True),
                labels[key],
            )
        )
    made.sort(key=lambda cell: (cell.levels["handler_executor"], cell.threads or 0))
    made.sort(key=lambda cell: cell.handler, reverse=True)
    made.sort(key=lambda cell: (cell.backend, cell.terms, cell.levels["backend_options"], -cell.clients))
    return made


def _keys(runs, keys):
    levels = runs[keys].astype(object).where(runs[keys].notna(), "")
    # A rate that is a share of the measured capacity differs from repetition to repetition: the share is the level.
    levels.loc[levels.target_load != "", "target_rate"] = ""
    return [tuple(row) for row in levels.itertuples(index=False)]


def _labels(all_levels):
    """A name a configuration, without threads, clients and rate: those are the axes. As on the report page."""
    by_base = {}
    for levels in all_levels:
        by_base.setdefault(_base(levels), []).append(levels)
    names = {}
    for base, own in by_base.items():
        # Baselines of one client have fewer channels by necessity: that is no factor.
        several = [levels for levels in own if int(levels["clients"]) > 1]
        varying = [
            factor for factor in NAMED_IF_VARYING if len({levels[factor] for levels in several if levels[factor] != ""}) > 1
        ]
        for levels in own:
            parts = [f"{factor} {levels[factor] if levels[factor] != '' else '–'}" for factor in varying]
            names[tuple(levels.values())] = " · ".join([base] + parts)
    terms, under_several = {}, set()
    for levels in all_levels:
        name = names[tuple(levels.values())]
        place = (name, levels["clients"], levels["server_threads"])
        if terms.setdefault(place, levels["terms_id"]) != levels["terms_id"]:
            under_several.add(name)
    return {
        key: f"{name} · terms {key[-1]}" if name in under_several else name for key, name in names.items()
    }


def _base(levels):
    handler = f"{levels['handler']} {levels['handler_executor']}".strip()
    return f"{levels['backend']} · {handler or levels['access']}"


@dataclass(frozen=True)
class Law:
    """X ≤ min(N/S, C/R₁, ceiling): the parts in operations per second (nan if not measured), and which is the smallest."""

    throughput: float
    threads: float
    clients: float
    ceiling: float

    @property
    def bound(self):
        return min(part for part in (self.threads, self.clients, self.ceiling) if not math.isnan(part))

    @property
    def binds(self):
        if self.bound == self.threads:
            return "N/S"
        return "C/R₁" if self.bound == self.clients else "ceiling"

    @property
    def share(self):
        return self.throughput / self.bound


def law(cell, all_cells):
    """The law for a configuration, its parts taken from those that are comparable; None if not one part was measured."""
    throughput = cell.median(THROUGHPUT)
    if math.isnan(throughput) or not cell.closed:
        return None
    like = [other for other in all_cells if _comparable(cell, other)]
    threads = cell.threads / cell.held_seconds if cell.threads and cell.held_seconds > 0 else math.nan
    clients = cell.clients / _one_client_seconds(cell, like) if cell.clients > 1 else math.nan
    ceilings = [other.median(THROUGHPUT) for other in like if other.clients == cell.clients and other.handler == "async"]
    found = Law(throughput, threads, clients, max((c for c in ceilings if not math.isnan(c)), default=math.nan))
    return None if all(math.isnan(part) for part in (found.threads, found.clients, found.ceiling)) else found


def _one_client_seconds(cell, like):
    """R₁: mean latency with one client, the same handlers and kind of pool; of fixed pools the nearest in size."""
    found = [
        other
        for other in like
        if other.clients == 1
        and all(other.levels[factor] == cell.levels[factor] for factor in ("handler", "handler_executor"))
        and not math.isnan(other.median("latency_mean_micros"))
    ]
    size = math.log(cell.threads or 1)
    found.sort(key=lambda other: (abs(math.log(other.threads or 1) - size), other.threads or 1))
    return found[0].median("latency_mean_micros") / MICROS if found else math.nan


def _comparable(cell, other):
    same = ["backend", "backend_options", "access", "loop"]
    if cell.clients > 1 and other.clients > 1:
        same.append("channels")
    return cell.terms == other.terms and all(cell.levels[factor] == other.levels[factor] for factor in same)


def thread_series(all_cells):
    """Lists of closed-loop configurations that differ in server threads alone, fewest first; two at least."""
    series = {}
    for cell in all_cells:
        if cell.threads is not None and cell.closed and not math.isnan(cell.median(THROUGHPUT)):
            rest = tuple(level for factor, level in cell.levels.items() if factor != "server_threads")
            series.setdefault((cell.terms, rest), []).append(cell)
    return [sorted(found, key=lambda cell: cell.threads) for found in series.values() if len(found) > 1]


def thread_sweeps(sweeps):
    """Those with a series of server threads, the most configurations first; the lab's own last."""
    found = []
    for sweep in sweeps:
        series = [] if sweep.why_no_picture() else thread_series(cells(sweep))
        if series:
            found.append((is_lab(sweep), -sum(map(len, series)), sweep.name, sweep))
    return [sweep for *_, sweep in sorted(found, key=lambda entry: entry[:3])]


def is_lab(sweep):
    """Whether it has the lab's own setting: its mix on one key."""
    return bool((sweep.runs.workload == "lab").any())


@dataclass(frozen=True)
class Comparison:
    """A figure of two configurations: ratio other/base within pairs of repetitions, p after Holm, and the verdict."""

    base: Cell
    other: Cell
    column: str
    ratio: object
    floor: statistics.NoiseFloor
    p: float
    finding: str

    @property
    def text(self):
        """As in ×6.84 (95 % interval 6.10 to 7.62): helps; and why there is no verdict where the interval alone would give one."""
        if self.ratio is None:
            return self.finding
        words = f"{self.ratio.text}: {self.finding}"
        if self.finding != statistics.NO_DIFFERENCE or self.ratio.low <= 1 <= self.ratio.high:
            return words
        if self.p < statistics.SIGNIFICANCE:
            return f"{words} (within the noise floor of ×{statistics.fixed(self.floor_ratio, 2)})"
        return f"{words} (p {statistics.fixed(self.p, 2)} after correction)"

    @property
    def floor_ratio(self):
        """A ratio up to this, or its inverse, is noise; nan without an interval or a floor."""
        return self.floor.of_means(self.ratio.pairs) if self.ratio and self.ratio.has_interval else math.nan


def compare(questions, all_cells):
    """Comparisons of (base, other, column), as one family for Holm's correction; runs of label b of all cells are the floor."""
    involved = list({id(cell): cell for base, other, _ in questions for cell in (base, other)}.values())
    floors = {
        (column, closed): _floor(column, closed, involved, all_cells)
        for column, closed in {(column, base.closed) for base, _, column in questions}
    }
    ratios = [_ratio(*question) for question in questions]
    known = [i for i, ratio in enumerate(ratios) if ratio is not None and ratio.has_interval]
    corrected = dict(zip(known, statistics.holm([ratios[i].p for i in known])))
    found = []
    for i, (base, other, column) in enumerate(questions):
        p, floor = corrected.get(i, math.nan), floors[column, base.closed]
        if not (_measured(base, column) and _measured(other, column)):
            verdict = statistics.NOT_MEASURED
        else:
            verdict = statistics.finding(ratios[i], floor, p, column == THROUGHPUT)
        found.append(Comparison(base, other, column, ratios[i], floor, p, verdict))
    return found


def _floor(column, closed, involved, all_cells):
    """Of closed and of open loops apart: latency at a load that was asked for strays differently."""
    return statistics.noise_floor(
        [
            [math.log(x) for x in cell.figures(column)]
            for cell in involved
            # Where a run lacks a percentile, those that have it are the fast ones.
            if cell.closed == closed and _measured(cell, column)
        ],
        [log for cell in all_cells if cell.closed == closed for log in _pair_logs(cell.valid, cell.twins, column)],
    )


def _measured(cell, column):
    return sum(x > 0 for x in cell.figures(column)) == len(cell.valid)


def _ratio(base, other, column):
    if base.terms != other.terms:
        raise ValueError(f"terms {base.terms} and {other.terms} differ: these runs are not compared")
    if not (_measured(base, column) and _measured(other, column)):
        return None
    return statistics.paired_ratio(_pair_logs(base.valid, other.valid, column))


def _pair_logs(base, other, column):
    pairs = base[["repetition", column]].merge(other[["repetition", column]], on="repetition").sort_values("repetition")
    return [math.log(b / a) for a, b in zip(pairs[column + "_x"], pairs[column + "_y"]) if a > 0 and b > 0]


def thread_comparisons(series, all_cells):
    """Throughput of every two numbers of threads of a series, and p99 of each beside the fewest; all series one family."""
    questions = []
    for found in series:
        for i, base in enumerate(found):
            for other in found[i + 1 :]:
                questions += [(base, other, THROUGHPUT)] + ([(base, other, P99)] if i == 0 else [])
    return compare(questions, all_cells)


def knee(series, comparisons):
    """The fewest threads beyond which no greater number was seen to give a tenth more throughput."""
    helps = {
        (c.base, c.other)
        for c in comparisons
        if c.column == THROUGHPUT
        and c.finding in (statistics.HELPS, statistics.TOO_FEW_RUNS)
        and c.other.median(THROUGHPUT) >= GAIN_MIN * c.base.median(THROUGHPUT)
    }
    return next(cell for cell in series if not any(base is cell for base, _ in helps))


def load_points(cells, kind):
    """(achieved operations a second, p99 in microseconds) of open loops, the lowest rate first; medians over valid runs.

    kind: response or service. A configuration of which a valid run has too few operations for a p99 is left out.
    """
    points = []
    for cell in cells:
        p99 = cell.response_median(P99) if kind == "response" else cell.median(P99)
        if not math.isnan(p99):
            points.append((cell.median(THROUGHPUT), p99))
    return sorted(points)


def merged_curve(cell, kind="service"):
    """(1/(1-p), microseconds) of the merged histograms, as far as ten operations lie beyond the percentile."""
    merged = cell.latencies if kind == "service" else cell.responses
    if merged is None:
        return []
    return [
        (tail, merged.percentile(100 * (1 - 1 / tail)))
        for tail in TAILS
        if merged.total >= OPERATIONS_BEYOND_MIN * tail
    ]
