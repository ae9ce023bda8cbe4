"""Statistics against values computed otherwise, and sentences instead of pictures that would pretend."""

import math
import tempfile
import unittest

import context
import numpy as np
import pandas as pd
import raftmark_answer as answer
import raftmark_charts_backends as backends
import raftmark_charts_latency as latency
import raftmark_charts_threads as threads
import raftmark_figures as figures
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
        self.assertEqual(statistics.finding(ratio, 0.0, math.nan, True), statistics.TOO_FEW_RUNS)
        self.assertIsNone(statistics.paired_ratio([]))

    def test_holm(self):
        for found, expected in zip(statistics.holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]):
            self.assertAlmostEqual(found, expected, 12)

    def test_the_floor(self):
        self.assertAlmostEqual(statistics.noise_floor([[0.0, 0.1], [0.3, 0.3]]), np.quantile([0.1, 0.0], 0.95))
        self.assertEqual(statistics.noise_floor([[0.0, 9.9]], [0.2, -0.5]), 0.5)
        self.assertTrue(math.isnan(statistics.noise_floor([[1.0]])))

    def test_a_verdict_needs_all_three(self):
        ratio = statistics.paired_ratio(np.log([1.5, 1.52, 1.48, 1.51, 1.5]))
        self.assertEqual(statistics.finding(ratio, 0.01, 0.01, True), statistics.HELPS)
        self.assertEqual(statistics.finding(ratio, 0.01, 0.01, False), statistics.HURTS)
        self.assertEqual(statistics.finding(ratio, 2.0, 0.01, True), statistics.NO_DIFFERENCE)
        self.assertEqual(statistics.finding(ratio, 0.01, 0.06, True), statistics.NO_DIFFERENCE)

    def test_the_fit_finds_the_fixture_of_the_methodology_page(self):
        fit = statistics.usl_fit(
            {n: [940 * n / (1 + 0.018 * (n - 1) + 0.0003 * n * (n - 1))] * 3 for n in (1, 2, 4, 8, 16, 32, 48, 64)}
        )
        self.assertAlmostEqual(fit.lam, 940, 4)
        self.assertAlmostEqual(fit.sigma, 0.018, 7)
        self.assertAlmostEqual(fit.kappa, 0.0003, 8)
        self.assertEqual(len(fit.intervals), 3)

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
        self.assertIn("no run with an open loop", latency.hockey_stick([sweep]))
        self.assertIn("no run was made", latency.one_client(sweep))

    def test_everything_invalid(self):
        sweep = self.sweep(lambda row: dict(row, verdict="INVALID(steal above 2 %)"))
        runs = len(sweep.runs)
        self.assert_sentences(sweep, f"not one of {runs} runs is valid", "steal above 2 %")
        self.assertIn(f"{runs} of {runs} runs are INVALID", " ".join(sweep.notes))
        self.assertEqual(answer.sentences(figures.cells(sweep)), [])

    def test_one_repetition_gives_no_interval_and_says_so(self):
        sweep = self.sweep(lambda row: row if row["repetition"] == "1" else None)
        self.assertIn("One repetition only", " ".join(sweep.notes))
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

    def test_what_was_not_measured_names_the_experiment(self):
        directory = context.copy_of("lab", self.folder)
        context.as_schema(directory, 1)
        lab = results.read(directory)
        self.assertIn("bin/raftmark run bars", backends.ladder(lab))
        self.assertIn("run cost-ladder", backends.stages(lab))
        self.assertIn("run latency-under-load", latency.hockey_stick([lab]))


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

    def test_the_hockey_stick(self):
        rows = self.sweep.rows[self.sweep.rows.latency_p99_micros.notna()].copy()
        rows["loop"], rows["target_rate"] = "open", 500.0 * rows.repetition.astype(float)
        response = rows.copy()
        response["latency_kind"] = "response"
        response["latency_p99_micros"] *= 3
        both = self.with_rows(pd.concat([rows, response]))
        figure = latency.hockey_stick([both])
        self.assertNotIsInstance(figure, str)
        lines = figure.axes[0].lines
        self.assertEqual(len(lines) % 2, 0)
        for response_line, service_line in zip(lines[::2], lines[1::2]):
            self.assertTrue(np.allclose(response_line.get_ydata(), 3 * np.asarray(service_line.get_ydata())))

    def test_runs_past_the_front_end_have_no_handler(self):
        rows = self.sweep.rows.copy()
        past = rows[(rows.handler == "async") & (rows.server_threads == 4)].copy()
        past["access"], past["handler"], past["handler_executor"], past["route"] = "spi", "", "", ""
        for column in ("server_threads", "grpc_io_threads", "channels"):
            past[column] = pd.array([pd.NA] * len(past), dtype="Int64")
        sweep = self.with_rows(pd.concat([rows[~rows.run_id.isin(past.run_id)], past]))
        names = {cell.label for cell in figures.cells(sweep)}
        self.assertIn("jraft · no front end · access spi", names)
        self.assertIn("jraft · blocking fixed · access grpc", names)
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
        self.assertAlmostEqual(comparison.floor, math.log(1.5), 9)

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
