"""The statistics of the methodology page: ratios with intervals, noise floor, Holm's correction, USL-form fit.

The run is the unit: a run's figure is one number, however many requests it had. Everything is computed on logarithms, where a
ratio is a difference. ``raftmark.bench.analysis`` computes the same; a test holds the two against each other.
"""

import decimal
import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize, stats

RUNS_MIN = 3
SIGNIFICANCE = 0.05
FLOOR_PERCENTILE = 0.95
# The largest of fewer is not near a 95th percentile.
TWINS_MIN = 10
OF_LABELS = "A/A comparisons (label a with b of one repetition)"
OF_REPETITIONS = "pairs of repetitions of one configuration"
USL_POINTS_MIN = 6
USL_SUPER_LINEAR_MIN = 1.05
# A curve that passes a run by less is not said to lie outside: optimizers end no nearer to each other.
USL_OUTSIDE_RATIO_MIN = 1.001
# σ and κ to start from: between no scaling at all and hardly a limit.
USL_STARTS = ((0.05, 1e-3), (0.5, 1e-2), (1e-3, 1e-6))

HELPS, HURTS, NO_DIFFERENCE = "helps", "hurts", "no difference seen"
TOO_FEW_RUNS, NOT_MEASURED = "too few runs", "not measured in every run"


def fixed(value, digits):
    """A number with so many digits after the point, thousands apart; halves up, as the report page rounds."""
    quantum = decimal.Decimal(1).scaleb(-digits)
    return f"{decimal.Decimal(repr(float(value))).quantize(quantum, rounding=decimal.ROUND_HALF_UP):,}"


@dataclass(frozen=True)
class Ratio:
    """Geometric mean of ratios within pairs; low and high are Student's 95 % interval, p its p value; nan below three pairs."""

    ratio: float
    low: float
    high: float
    p: float
    pairs: int

    @property
    def has_interval(self):
        return not math.isnan(self.low)

    @property
    def text(self):
        """As in ×6.84 (95 % interval 6.10 to 7.62)."""
        times = f"×{_short(self.ratio)}"
        return f"{times} (95 % interval {_short(self.low)} to {_short(self.high)})" if self.has_interval else times


def _short(value):
    return fixed(value, 1 if value >= 10 else 2)


def paired_ratio(logs):
    """The ratio whose logarithm was found in each of these pairs; None without any."""
    logs = np.asarray(logs, dtype=float)
    n = len(logs)
    if n == 0:
        return None
    mean = math.fsum(logs) / n
    if n < RUNS_MIN:
        return Ratio(math.exp(mean), math.nan, math.nan, math.nan, n)
    error = math.sqrt(math.fsum((logs - mean) ** 2) / (n - 1) / n)
    half = stats.t.ppf(0.975, n - 1) * error
    if error == 0:
        p = 1.0 if mean == 0 else 0.0
    else:
        p = 2 * stats.t.sf(abs(mean) / error, n - 1)
    return Ratio(math.exp(mean), math.exp(mean - half), math.exp(mean + half), float(p), n)


def holm(p_values):
    """p values corrected for their number: the smallest times m, the next times m-1 and so on, never falling."""
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, i in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        largest = max(largest, min(1.0, p_values[i] * (len(p_values) - rank)))
        adjusted[i] = largest
    return adjusted


@dataclass(frozen=True)
class NoiseFloor:
    """A ratio that says nothing. log: |log ratio| of two single runs; nan without any. ratios: on how many it rests, and where they are from."""

    log: float
    ratios: int
    source: str
    too_few_twins: int = 0

    def of_means(self, pairs):
        """The largest ratio at or above 1 that says nothing where each side is a mean of so many runs; nan without a floor."""
        return math.exp(self.log / math.sqrt(pairs))

    @property
    def text(self):
        """As in 95th percentile of 40 pairs of repetitions of one configuration; with why not of labels, where there are some."""
        few = f", as {self.too_few_twins} A/A comparisons are fewer than {TWINS_MIN}" if self.too_few_twins else ""
        return f"95th percentile of {self.ratios} {self.source}{few}"


def noise_floor(logs_by_cell, twin_logs=()):
    """The 95th percentile of |log ratio| between runs of one configuration, with where it is from.

    logs_by_cell: logarithms of a figure, a list a configuration. twin_logs: log ratios of runs under labels a and b, which are
    true A/A comparisons and are taken instead where there are enough of them.
    """
    twins = sorted(abs(log) for log in twin_logs)
    if len(twins) >= TWINS_MIN:
        return NoiseFloor(twins[math.ceil(FLOOR_PERCENTILE * len(twins)) - 1], len(twins), OF_LABELS)
    pairs = [abs(logs[i] - logs[j]) for logs in logs_by_cell for i in range(len(logs)) for j in range(i)]
    log = float(np.quantile(pairs, FLOOR_PERCENTILE)) if pairs else math.nan
    return NoiseFloor(log, len(pairs), OF_REPETITIONS, len(twins))


def finding(ratio, floor, p, more_is_better):
    """The verdict: it needs an interval that leaves out 1, a ratio beyond the floor, and a corrected p below 0.05."""
    if ratio is None or not ratio.has_interval:
        return TOO_FEW_RUNS
    log = math.log(ratio.ratio)
    # Without a floor nothing lies beyond it.
    beyond_floor = abs(log) > floor.log / math.sqrt(ratio.pairs)
    if (ratio.low <= 1 <= ratio.high) or not beyond_floor or p >= SIGNIFICANCE:
        return NO_DIFFERENCE
    return HELPS if (log > 0) == more_is_better else HURTS


@dataclass(frozen=True)
class UslFit:
    """X(N) = λN / (1 + σ(N-1) + κN(N-1)) over server threads. The report page has bootstrap intervals of λ, σ, κ; here are none.

    outside: the numbers of threads at which the curve lies outside all of three or more runs.
    """

    lam: float
    sigma: float
    kappa: float
    outside: tuple = ()

    def at(self, threads):
        n = np.asarray(threads, dtype=float)
        return self.lam * n / (1 + self.sigma * (n - 1) + self.kappa * n * (n - 1))


def usl_fit(runs_by_threads):
    """A UslFit, or a sentence why there is none. runs_by_threads: throughputs of valid runs, a list a number of threads."""
    threads = np.array(sorted(runs_by_threads), dtype=float)
    if len(threads) < USL_POINTS_MIN:
        return f"{len(threads)} numbers of threads are too few for three parameters; {USL_POINTS_MIN} are the least"
    logs = [np.log(np.asarray(runs_by_threads[n], dtype=float)) for n in sorted(runs_by_threads)]
    means = np.array([log.mean() for log in logs])
    per_thread = np.exp(means - means[0]) * threads[0] / threads
    steep = [
        i
        for i, share in enumerate(per_thread)
        if share > USL_SUPER_LINEAR_MIN and _is_clearly_above(logs[0], logs[i], math.log(threads[i] / threads[0]))
    ]
    if steep:
        worst = steep[0]
        return (
            f"super-linear: at {threads[worst]:.0f} threads each does {per_thread[worst]:.2f} times as much as at"
            f" {threads[0]:.0f}, and no curve of this form rises so"
        )
    fit = UslFit(*_usl_curve(threads, means))
    return replace(fit, outside=tuple(n for n in sorted(runs_by_threads) if _lies_outside(fit.at(n), runs_by_threads[n])))


def _lies_outside(value, runs):
    return len(runs) >= RUNS_MIN and bool(value * USL_OUTSIDE_RATIO_MIN < min(runs) or value > max(runs) * USL_OUTSIDE_RATIO_MIN)


def _is_clearly_above(base, other, gain_log):
    """Whether Welch's 95 % interval of the gain lies above this one, where there are runs enough for an interval."""
    if min(len(base), len(other)) < RUNS_MIN:
        return True
    a, b = (log.var(ddof=1) / len(log) for log in (base, other))
    if a + b == 0:
        return bool(other.mean() - base.mean() > gain_log)
    freedom = (a + b) ** 2 / (a**2 / (len(base) - 1) + b**2 / (len(other) - 1))
    return bool(other.mean() - base.mean() - stats.t.ppf(0.975, freedom) * math.sqrt(a + b) > gain_log)


def _usl_curve(threads, log_throughputs):
    """λ, σ, κ of the least squares on logarithms, the best over all starts; σ and κ at zero at least."""

    def slowdown(point):
        return 1 + point[1] * (threads - 1) + point[2] * threads * (threads - 1)

    def residuals(point):
        return point[0] + np.log(threads) - np.log(slowdown(point)) - log_throughputs

    def derivatives(point):
        slow = slowdown(point)
        return np.column_stack([np.ones_like(threads), (1 - threads) / slow, threads * (1 - threads) / slow])

    start_lambda = log_throughputs[0] - math.log(threads[0])
    fits = [
        optimize.least_squares(
            residuals,
            (start_lambda, max(sigma, 1e-9), max(kappa, 1e-12)),
            jac=derivatives,
            bounds=([-np.inf, 0, 0], np.inf),
            x_scale=(1, 0.05, 1e-3),
            xtol=1e-12,
            ftol=1e-12,
            gtol=1e-12,
        )
        for sigma, kappa in USL_STARTS
    ]
    best = min(fits, key=lambda fit: fit.cost).x
    return math.exp(best[0]), float(best[1]), float(best[2])
