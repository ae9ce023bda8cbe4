"""Statistics against values computed otherwise, and sentences instead of pictures that would pretend."""

import math
import tempfile
import unittest

import context
import numpy as np
import pandas as pd
import raftmark_answer as answer
import raftmark_charts as charts
import raftmark_charts_backends as backends
import raftmark_charts_latency as latency
import raftmark_charts_threads as threads
import raftmark_figures as figures
import raftmark_histograms as histograms
import raftmark_results as results
import raftmark_statistics as statistics
from scipy import stats

CHARTS = (
    threads.throughput_and_p99,
    threads.ratios,
    threads.occupancy_and_cost,
    threads.usl,
    backends.ladder,
    backends.equal_terms,
    backends.cpu_by_process,
    backends.stages,
    latency.by_percentile,
    latency.against_threads,
    latency.over_time,
    latency.averaging_picture,
)


def floors(sweep):
    """The noise floors of the comparisons of thread counts, by figure."""
    cells = figures.cells(sweep)
    return {c.column: c.floor for c in figures.thread_comparisons(figures.thread_series(cells), cells)}


def words_of(figure):
    """Title and subtitle, whatever their lines."""
    return " ".join(word for text in figure.texts for word in text.get_text().split())


def floor_of(log):
    return statistics.NoiseFloor(log, 40, statistics.OF_REPETITIONS)


class Statistics(unittest.TestCase):
    def test_halves_are_rounded_up_as_on_the_page(self):
        self.assertEqual(statistics.fixed(2.675, 2), "2.68")
        self.assertEqual(statistics.fixed(0.125, 2), "0.13")
        self.assertEqual(statistics.fixed(12345.5, 0), "12,346")

    def test_the_paired_ratio_is_students(self):
        logs = np.log([1.9, 2.2, 2.0, 2.4, 1.8])
        ratio = statistics.paired_ratio(logs)
        low, high = stats.t.interval(0.95, 4, loc=logs.mean(), scale=stats.sem(logs))
        self.assertAlmostEqual(ratio.ratio, math.exp(logs.mean()), 12)
        self.assertAlmostEqual(ratio.low, math.exp(low), 10)
        self.assertAlmostEqual(ratio.high, math.exp(high), 10)
        self.assertAlmostEqual(ratio.p, stats.ttest_1samp(logs, 0).pvalue, 12)
        self.assertEqual(ratio.text, "×2.05 (95 % interval 1.78 to 2.36)")

    def test_fewer_than_three_pairs_have_no_interval(self):
        ratio = statistics.paired_ratio([0.1, 0.2])
        self.assertFalse(ratio.has_interval)
        self.assertEqual(statistics.finding(ratio, floor_of(0.0), math.nan, True), statistics.TOO_FEW_RUNS)
        self.assertIsNone(statistics.paired_ratio([]))

    def test_holm(self):
        for found, expected in zip(statistics.holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]):
            self.assertAlmostEqual(found, expected, 12)

    def test_the_floor(self):
        repetitions = statistics.noise_floor([[0.0, 0.1], [0.3, 0.3]])
        self.assertAlmostEqual(repetitions.log, np.quantile([0.1, 0.0], 0.95))
        self.assertEqual(repetitions.text, "95th percentile of 2 pairs of repetitions of one configuration")
        labels = statistics.noise_floor([[0.0, 9.9]], [0.2, -0.5] * 5)
        self.assertEqual(labels.log, 0.5)
        self.assertEqual(labels.text, "95th percentile of 10 A/A comparisons (label a with b of one repetition)")
        self.assertTrue(math.isnan(statistics.noise_floor([[1.0]]).log))

    def test_few_labels_are_no_floor(self):
        few = statistics.noise_floor([[0.0, 0.1]], [0.2, -0.5] * 4)
        self.assertAlmostEqual(few.log, 0.1)
        self.assertEqual(few.source, statistics.OF_REPETITIONS)
        self.assertIn("as 8 A/A comparisons are fewer than 10", few.text)

    def test_without_a_floor_there_is_no_verdict(self):
        ratio = statistics.paired_ratio(np.log([1.5, 1.52, 1.48, 1.51, 1.5]))
        self.assertEqual(statistics.finding(ratio, floor_of(math.nan), 0.01, True), statistics.NO_DIFFERENCE)

    def test_a_verdict_needs_all_three(self):
        ratio = statistics.paired_ratio(np.log([1.5, 1.52, 1.48, 1.51, 1.5]))
        self.assertEqual(statistics.finding(ratio, floor_of(0.01), 0.01, True), statistics.HELPS)
        self.assertEqual(statistics.finding(ratio, floor_of(0.01), 0.01, False), statistics.HURTS)
        self.assertEqual(statistics.finding(ratio, floor_of(2.0), 0.01, True), statistics.NO_DIFFERENCE)
        self.assertEqual(statistics.finding(ratio, floor_of(0.01), 0.06, True), statistics.NO_DIFFERENCE)

    def test_the_fit_finds_the_fixture_of_the_methodology_page(self):
        fit = statistics.usl_fit(
            {n: [940 * n / (1 + 0.018 * (n - 1) + 0.0003 * n * (n - 1))] * 3 for n in (1, 2, 4, 8, 16, 32, 48, 64)}
        )
        self.assertAlmostEqual(fit.lam, 940, 4)
        self.assertAlmostEqual(fit.sigma, 0.018, 7)
        self.assertAlmostEqual(fit.kappa, 0.0003, 8)

    def test_the_fit_keeps_its_parameters_from_becoming_negative(self):
        fit = statistics.usl_fit({n: [100.0 * n**1.01] for n in (1, 2, 4, 8, 16, 32)})
        self.assertGreaterEqual(fit.sigma, 0)
        self.assertGreaterEqual(fit.kappa, 0)

    def test_the_fit_is_refused(self):
        self.assertIn("too few", statistics.usl_fit({n: [float(n)] for n in (1, 2, 4, 8, 16)}))
        noisy = {n: [n * 1.06 * 0.8, n * 1.06, n * 1.06 * 1.25] if n > 1 else [0.8, 1.0, 1.25] for n in (1, 2, 4, 8, 16, 32)}
        self.assertNotIsInstance(statistics.usl_fit(noisy), str)
        self.assertIn("super-linear", statistics.usl_fit({n: [float(n) ** 1.3] for n in (1, 2, 4, 8, 16, 32)}))


class Terms(unittest.TestCase):
    def test_what_ran_under_other_terms_is_named_and_not_divided(self):
        sweep = results.read(context.REFERENCE / "bars")
        cells = {cell.backend: cell for cell in figures.cells(sweep)}
        with self.assertRaisesRegex(ValueError, "are not compared"):
            figures.compare([(cells["echo"], cells["jraft"], figures.THROUGHPUT)], list(cells.values()))
        self.assertTrue(all(c.base.terms == c.other.terms for c in backends.backend_comparisons(sweep)))
        self.assertRegex(backends.not_comparable(sweep), r"echo, local \(\w+\); jraft, ratis \(\w+\)")
        self.assertRegex(backends.not_comparable(sweep), "differ in .*durability.*and are not compared")
        self.assertEqual(backends.not_comparable(results.read(context.REFERENCE / "lab")), "")


class NeverAPictureThatPretends(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def sweep(self, change_row, name="server-threads"):
        directory = context.copy_of(name, self.folder)
        context.as_rows(directory, change_row)
        return results.read(directory)

    def assert_sentences(self, sweep, *words):
        for chart in CHARTS:
            shown = chart(sweep)
            self.assertIsInstance(shown, str, chart.__name__)
            for word in words:
                self.assertIn(word, shown)

    def test_an_empty_sweep(self):
        sweep = self.sweep(lambda row: None)
        self.assert_sentences(sweep, "no run was made")
        self.assertEqual(figures.thread_sweeps([sweep]), [])
        self.assertIn("no run was made", latency.hockey_stick(sweep))
        self.assertIn("no run was made", latency.no_open_loop([sweep]))
        self.assertEqual(charts.missing([sweep], "run it"), sweep.why_no_picture())
        self.assertIn("no run was made", latency.one_client(sweep))

    def test_everything_invalid(self):
        sweep = self.sweep(lambda row: dict(row, verdict="INVALID(steal above 2 %)"))
        runs = len(sweep.runs)
        self.assert_sentences(sweep, f"not one of {runs} runs is valid", "steal above 2 %")
        self.assertIn(f"{runs} of {runs} runs are INVALID", " ".join(sweep.notes))
        self.assertEqual(answer.sentences(figures.cells(sweep)), [])
        self.assertEqual(charts.missing([sweep], "run it"), sweep.why_no_picture())

    def test_what_a_missing_sweep_is_for(self):
        lab = results.read(context.REFERENCE / "lab")
        empty = self.sweep(lambda row: None)
        self.assertEqual(charts.missing([], "run it"), "run it")
        self.assertEqual(charts.missing([lab], "run it"), "run it")
        self.assertEqual(charts.missing([lab, empty], "run it"), f"{empty.why_no_picture()} run it")

    def test_open_loops_that_are_all_invalid(self):
        sweep = self.sweep(lambda row: dict(row, loop="open", verdict="INVALID(achieved 97.0 % of the target rate, below 99 %)"))
        sentence = f"{len(sweep.runs)} open-loop runs, all INVALID: achieved 97.0 % of the target rate, below 99 %."
        self.assertEqual([s is sweep for s in latency.open_sweeps([sweep])], [True])
        for shown in (latency.hockey_stick(sweep), latency.response_by_percentile(sweep), latency.no_open_loop([sweep])):
            self.assertIn(sentence, shown)
            self.assertNotIn("no run with an open loop", shown)

    def test_one_repetition_gives_no_interval_and_says_so(self):
        sweep = self.sweep(lambda row: row if row["repetition"] == "1" else None)
        self.assertIn("One repetition only", " ".join(sweep.notes))
        disturbed = context.copy_of("lab", self.folder)
        context.as_rows(disturbed, lambda row: row if row["repetition"] == "1" else dict(row, verdict="INVALID(steal)"))
        self.assertIn("No configuration has more than one valid run", " ".join(results.read(disturbed).notes))
        self.assertIn("no interval", threads.ratios(sweep))
        self.assertIn("no two backends", backends.equal_terms(sweep))
        words = " ".join(answer.sentences(figures.cells(sweep)))
        self.assertIn("this may be noise", words)
        self.assertNotIn("95 %", words)

    def test_a_run_without_histograms(self):
        directory = context.copy_of("bars", self.folder)
        log = directory / "latency.hlog"
        log.write_text("".join(log.read_text(encoding="utf-8").splitlines(True)[:3]), encoding="utf-8")
        self.assertIn("latency.hlog has nothing", latency.by_percentile(results.read(directory)))

    def test_curves_say_which_runs_latency_hlog_lacks(self):
        directory = context.copy_of("server-threads", self.folder)
        cells = [cell for cell in figures.cells(results.read(directory)) if cell.clients == 64]
        lacking = latency.shown_run(cells[0])
        log = directory / "latency.hlog"
        lines = log.read_text(encoding="utf-8").splitlines(True)
        own = [line for line in lines if f"Tag={lacking}/" in line]
        runs = sum(len(cell.valid) for cell in cells)
        # Wholly, and cut at the end of a line.
        for left_out in (own, own[-1:]):
            log.write_text("".join(line for line in lines if line not in left_out), encoding="utf-8")
            sweep = results.read(directory)
            merged = f"histograms of {runs - 1} of {runs} valid runs merged: latency.hlog lacks the others"
            self.assertIn(merged, words_of(latency.by_percentile(sweep)))
            self.assertIn("1 configuration left out: latency.hlog lacks that run", words_of(latency.over_time(sweep)))

    def test_what_was_not_measured_names_the_experiment(self):
        directory = context.copy_of("lab", self.folder)
        context.as_schema(directory, 1)
        lab = results.read(directory)
        self.assertIn("bin/raftmark run bars", backends.ladder(lab))
        self.assertIn("run cost-ladder", backends.stages(lab))
        self.assertIn("run latency-under-load", latency.hockey_stick(lab))


class NewColumns(unittest.TestCase):
    """Pictures of columns that the reference results, being of schema 1, do not have."""

    @classmethod
    def setUpClass(cls):
        cls.sweep = results.read(context.REFERENCE / "server-threads")

    def with_rows(self, rows):
        return results.Sweep(
            self.sweep.directory, "x", "?", 2, rows.reset_index(drop=True), self.sweep.environment, ()
        )

    def test_stages(self):
        rows = self.sweep.rows.copy()
        for column, _, _ in backends.STAGES:
            rows[column] = 100.0
        self.assertNotIsInstance(backends.stages(self.with_rows(rows)), str)

    def open_loop(self, **levels):
        """Each configuration at three shares of its capacity; p99 grows with the share, and response times are thrice service times."""
        rows = self.sweep.rows[self.sweep.rows.latency_p99_micros.notna() & (self.sweep.rows.clients == 64)].copy()
        parts = []
        for share in (30, 60, 90):
            part = rows.copy()
            part["run_id"] = [f"{share}-{run}" for run in part.run_id]
            part["loop"], part["arrivals"], part["target_load"] = "open", "poisson", f"{share}%"
            # What a share comes to differs from repetition to repetition.
            part["target_rate"] = 10.0 * share + part.repetition.astype(float)
            part["throughput_ops_per_second"] = part["target_rate"]
            part["latency_p99_micros"] = 1000.0 * share
            for factor, level in levels.items():
                part[factor] = level
                part["run_id"] = [f"{level}-{run}" for run in part.run_id]
            response = part.copy()
            response["latency_kind"] = "response"
            response["latency_p99_micros"] *= 3
            parts += [part, response]
        return pd.concat(parts)

    def test_the_hockey_stick_has_a_line_a_configuration(self):
        rows = pd.concat([self.open_loop(), self.open_loop(arrivals="fixed"), self.open_loop(value_bytes=1000)])
        sweep = self.with_rows(rows)
        open_loops = latency.open_lines(sweep)
        figure = latency.hockey_stick(sweep)
        self.assertEqual([s is sweep for s in latency.open_sweeps([self.sweep, sweep])], [True])
        self.assertIn("no run with an open loop", latency.hockey_stick(self.sweep))
        lines = [line for axis in figure.axes for line in axis.lines]
        self.assertEqual(len(lines), 2 * len(open_loops))
        names = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
        self.assertEqual(len(names), len(set(names)))
        self.assertTrue(any("arrivals poisson" in name and "value_bytes 1000" in name for name in names), names)
        for response_line, service_line in zip(lines[::2], lines[1::2]):
            # Nothing of another configuration is in a line: one point a share, and the median rate of it.
            self.assertEqual([round(x / 10) for x in service_line.get_xdata()], [30, 60, 90])
            self.assertTrue(np.allclose(service_line.get_ydata(), [30, 60, 90]))
            self.assertTrue(np.allclose(response_line.get_ydata(), [90, 180, 270]))

    def test_the_hockey_stick_names_the_loads_that_it_lacks(self):
        sweep = results.read(context.REFERENCE / "latency-under-load")
        lacking = [cell for cell in figures.cells(sweep) if not cell.closed and not len(cell.valid)]
        self.assertEqual("Not drawn" in words_of(latency.hockey_stick(sweep)), bool(lacking))
        self.assertIn("2 of 3 runs of jraft · blocking fixed 64 threads at 90% of capacity", words_of(latency.hockey_stick(sweep)))
        rows = sweep.rows.copy()
        rows.loc[rows.target_load == "90%", "verdict"] = "INVALID(target missed)"
        missed = results.Sweep(sweep.directory, "x", "?", 2, rows, sweep.environment, ())
        for chart in (latency.hockey_stick, latency.response_by_percentile):
            shown = words_of(chart(missed))
            self.assertIn("Not drawn, because no run of them is valid: ", shown)
            self.assertIn("at 90% of capacity", shown)

    def test_bars_are_drawn_where_there_are_several_runs(self):
        sweep = results.read(context.REFERENCE / "server-threads")
        for chart in (threads.throughput_and_p99, latency.against_threads):
            figure = chart(sweep)
            bars = [line for axis in figure.axes for line in axis.lines if line.get_marker() == "_"]
            self.assertGreater(len(bars), 10, chart.__name__)
            self.assertTrue(all(low < high for low, high in (bar.get_ydata() for bar in bars)))
            shown = " ".join(text.get_text() for legend in figure.legends for text in legend.get_texts())
            self.assertEqual("bar: 95 % interval (throughput), range over runs (p99)" in shown, chart is threads.throughput_and_p99)

    def test_a_last_interval_of_no_length_goes_with_the_one_before(self):
        run = [
            histograms.Interval("put", "service", start, length, histograms.Histogram(np.array([0, count])))
            for start, length, count in ((7.0, 1.0, 5), (8.0, 1.0, 5), (9.0, 0.0, 2))
        ]
        self.assertEqual([(end, found.total) for end, found in latency.seconds_of(run)], [(1.0, 5), (2.0, 7)])

    def test_a_second_without_answers_breaks_the_line(self):
        histogram = histograms.Histogram(np.array([0, 5]))
        run = [histograms.Interval("put", "service", float(start), 1.0, histogram) for start in (7, 8, 11)]
        points = latency.seconds_of(run)
        self.assertEqual([end for end, _ in points], [1.0, 2.0, 4.0, 5.0])
        self.assertEqual([h is None for _, h in points], [False, False, True, False])

    def test_open_loops_enter_no_verdict_and_no_floor(self):
        rows = self.open_loop()
        self.assertEqual(backends.backend_comparisons(self.with_rows(rows)), [])
        plain = backends.backend_comparisons(self.sweep)
        mixed = backends.backend_comparisons(self.with_rows(pd.concat([self.sweep.rows, rows])))
        self.assertGreater(len(plain), 3)
        self.assertEqual([c.text for c in mixed], [c.text for c in plain])
        self.assertEqual([c.p for c in mixed], [c.p for c in plain])
        self.assertEqual([c.floor for c in mixed], [c.floor for c in plain])

    def test_an_open_loop_alone_is_shown_as_such(self):
        sweep = self.with_rows(self.open_loop())
        for chart in CHARTS:
            chart(sweep)
        self.assertIsInstance(latency.by_percentile(sweep), str)
        # These runs are made up, so latency.hlog has none of them.
        self.assertIn("latency.hlog has no response times", latency.response_by_percentile(sweep))
        self.assertNotIsInstance(latency.hockey_stick(sweep), str)

    def test_a_p99_that_a_run_lacks_is_no_part_of_the_floor(self):
        # Without its twins the floor is that of repetitions.
        rows = self.sweep.rows[self.sweep.rows.label != "b"].copy()
        chosen = (rows.clients == 64) & (rows.label != "b")
        strays = chosen & (rows.backend == "ratis") & (rows.server_threads == 16) & (rows.handler == "async")
        before = floors(self.with_rows(rows))
        rows.loc[strays, "latency_p99_micros"] *= 100.0 ** rows.loc[strays, "repetition"].astype(float)
        widened = floors(self.with_rows(rows))
        self.assertGreater(widened[figures.P99].log, 2 * before[figures.P99].log)
        rows.loc[strays & (rows.repetition == 1), "latency_p99_micros"] = math.nan
        lacking = floors(self.with_rows(rows))
        self.assertLess(lacking[figures.P99].log, 1.5 * before[figures.P99].log)
        self.assertEqual(lacking[figures.THROUGHPUT], before[figures.THROUGHPUT])

    def test_runs_past_the_front_end_have_no_handler(self):
        rows = self.sweep.rows.copy()
        past = rows[(rows.handler == "async") & (rows.server_threads == 16)].copy()
        past["access"], past["handler"], past["handler_executor"], past["route"] = "spi", "", "", ""
        for column in ("server_threads", "grpc_io_threads", "channels"):
            past[column] = pd.array([pd.NA] * len(past), dtype="Int64")
        sweep = self.with_rows(pd.concat([rows[~rows.run_id.isin(past.run_id)], past]))
        names = {cell.label for cell in figures.cells(sweep)}
        self.assertIn("jraft · spi", names)
        self.assertIn("jraft · blocking fixed", names)
        for chart in CHARTS:
            if chart not in (threads.usl, backends.stages):
                self.assertNotIsInstance(chart(sweep), str, chart.__name__)

    def test_labels_make_the_floor_and_no_figure(self):
        rows = self.sweep.rows[self.sweep.rows.label != "b"].copy()
        rows["label"] = "a"
        twins = rows.copy()
        twins["label"] = "b"
        twins["throughput_ops_per_second"] *= 1.5
        sweep = self.with_rows(pd.concat([rows, twins]))
        plain = {(c.label, c.clients, c.threads): c.median(figures.THROUGHPUT) for c in figures.cells(self.sweep)}
        cells = figures.cells(sweep)
        self.assertEqual(plain, {(c.label, c.clients, c.threads): c.median(figures.THROUGHPUT) for c in cells})
        comparison = figures.compare([(cells[0], cells[1], figures.THROUGHPUT)], cells)[0]
        self.assertAlmostEqual(comparison.floor.log, math.log(1.5), 9)
        self.assertEqual(comparison.floor.source, statistics.OF_LABELS)
        figure = threads.ratios(sweep)
        self.assertIn("A/A comparisons", " ".join(text.get_text() for text in figure.legends[0].get_texts()))

    def test_six_numbers_of_threads_are_fitted(self):
        rows = self.sweep.rows[(self.sweep.rows.server_threads.isin([4, 16])) & (self.sweep.rows.clients == 64)]
        parts = []
        for n in (1, 2, 4, 8, 16, 32):
            part = rows[rows.server_threads == 4].copy()
            part["server_threads"] = pd.array([n] * len(part), dtype="Int64")
            part["throughput_ops_per_second"] *= n / (1 + 0.05 * (n - 1))
            parts.append(part)
        self.assertNotIsInstance(threads.usl(self.with_rows(pd.concat(parts))), str)


if __name__ == "__main__":
    unittest.main()
