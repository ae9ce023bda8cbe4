"""What more server threads did, in words: computed from the data and from nothing else."""

import raftmark_statistics as statistics
from raftmark_figures import GAIN_MIN, P99, THROUGHPUT, knee, law, thread_comparisons, thread_series


def who(cell):
    """As in jraft, blocking handlers, 64 clients; with the factors that vary besides."""
    clients = f"{cell.clients} client{'' if cell.clients == 1 else 's'}"
    return ", ".join([cell.backend, f"{cell.handler} handlers", clients, *cell.varying])


def sentences(all_cells):
    """What more server threads did, a sentence a series; computed from the data and from nothing else."""
    series = thread_series(all_cells)
    comparisons = thread_comparisons(series, all_cells)
    return [_answer(found, comparisons, all_cells) for found in series]


def _answer(series, comparisons, all_cells):
    first, last = series[0], series[-1]
    best = max(series, key=lambda cell: cell.median(THROUGHPUT))
    turn = knee(series, comparisons)
    end = last if turn is first else best
    by_pair = {(c.base, c.other, c.column): c for c in comparisons}
    rate = by_pair[first, end, THROUGHPUT]
    words = (
        f"**{who(first)}**: {first.threads} to {end.threads} threads took throughput from"
        f" {statistics.fixed(first.median(THROUGHPUT), 0)} to {statistics.fixed(end.median(THROUGHPUT), 0)} ops/s"
        f"{_effect(rate)}"
    )
    tail = by_pair[first, end, P99]
    if tail.finding == statistics.NOT_MEASURED:
        words += " (too few operations in a run for a p99)."
    else:
        words += (
            f", and p99 from {statistics.fixed(first.median(P99) / 1000, 1)} to"
            f" {statistics.fixed(end.median(P99) / 1000, 1)} ms{_effect(tail)}."
        )
    if rate.finding == statistics.TOO_FEW_RUNS:
        words += " With so few repetitions there is no interval: this may be noise."
    after = max(series[series.index(turn) + 1 :], key=lambda cell: cell.median(THROUGHPUT), default=None)
    gain = by_pair[turn, after, THROUGHPUT] if after else None
    has_interval = gain is not None and gain.ratio is not None and gain.ratio.has_interval
    decided = has_interval and gain.ratio.high < GAIN_MIN
    if turn is first and has_interval and not decided:
        words += f" Whether more threads than {first.threads} help is undecided: from there to {after.threads} it is {gain.text}."
    elif turn is first:
        words += f" No number of threads beyond {first.threads} was seen to help by a tenth or more."
    elif turn is last:
        words += f" It was still helping at {last.threads}, the most that was tried."
    else:
        words += (
            f" It stopped helping at **{turn.threads}** threads"
            if decided
            else f" Whether it still helps beyond **{turn.threads}** threads is undecided"
        )
        words += f": from there to {after.threads} it is {gain.text}."
    if best is not last and by_pair[best, last, THROUGHPUT].finding == statistics.HURTS:
        words += f" {last.threads} threads against {best.threads} lost: {by_pair[best, last, THROUGHPUT].text}."
    shares = [(cell, law(cell, all_cells)) for cell in series]
    if all(bound is not None for _, bound in shares):
        words += " Of the law it reached " + ", ".join(
            f"{statistics.fixed(bound.share * 100, 0)} % at N={cell.threads} ({bound.binds} binds)"
            for cell, bound in shares
        )
        words += "."
    return words


def _effect(comparison):
    return f", {comparison.text}"
