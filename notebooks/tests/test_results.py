"""The loader: types, units, both schemas, and one sentence for whatever cannot be trusted."""

import csv
import json
import math
import os
import re
import tempfile
import unittest
from unittest import mock

import context
import raftmark_histograms as histograms
import raftmark_results as results


class Schema(unittest.TestCase):
    def test_it_is_that_of_the_schema_page(self):
        page = (context.NOTEBOOKS.parent / "results" / "schema.md").read_text(encoding="utf-8")
        table = page.split("## Columns of runs.csv")[1].split("\n## ")[0]
        rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|[^|]*\|([^|]*)\|$", table, re.MULTILINE)
        # "schema 1 and embedded": the column was there, and empty where the servers shared a process.
        new = re.compile(r"schema 1(?! and)")
        said = [(name, unit.strip(), 2 if new.search(empty) else 1) for name, unit, empty in rows]
        self.assertEqual(said, [(column.name, column.unit, column.since) for column in results.SCHEMA])

    def test_every_number_has_a_unit(self):
        for column in results.SCHEMA:
            if column.kind == "number":
                self.assertNotEqual(column.unit, "–", column.name)


class Reading(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sweep = results.read(context.REFERENCE / "server-threads")

    def test_types(self):
        rows = self.sweep.rows
        self.assertEqual([column.name for column in results.SCHEMA], list(rows.columns))
        for column in results.SCHEMA:
            expected = {"count": "Int64", "number": "float64", "flag": "boolean", "text": "object"}.get(column.kind)
            self.assertEqual(str(rows[column.name].dtype), expected or "datetime64[ns, UTC]", column.name)
        self.assertTrue(rows.steady.dropna().isin([True, False]).all())

    def test_numbers_are_those_of_the_file(self):
        with open(self.sweep.directory / "runs.csv", encoding="utf-8", newline="") as lines:
            for text, row in zip(csv.DictReader(lines), self.sweep.rows.itertuples()):
                for name in ("throughput_ops_per_second", "latency_p99_micros", "handler_busy_seconds"):
                    if text[name] == "":
                        self.assertTrue(math.isnan(getattr(row, name)))
                    else:
                        self.assertEqual(float(text[name]), getattr(row, name))

    def test_a_row_a_run_and_only_valid_ones_enter(self):
        self.assertTrue(self.sweep.runs.run_id.is_unique)
        self.assertEqual(len(self.sweep.valid) + len(self.sweep.invalid), len(self.sweep.runs))
        self.assertTrue((self.sweep.valid.verdict == "OK").all())

    def test_histograms_agree_with_the_rows(self):
        for sweep in results.read_all(context.REFERENCE).sweeps:
            for run in sweep.valid[sweep.valid.latency_p99_micros.notna()].itertuples():
                merged = histograms.merged(sweep.intervals[run.run_id])
                self.assertEqual(run.operations, merged.total, run.run_id)
                for percentile, micros in ((50, run.latency_p50_micros), (90, run.latency_p90_micros)):
                    self.assertEqual(micros, merged.percentile(percentile), run.run_id)
                self.assertEqual(run.latency_p99_micros, merged.percentile(99), run.run_id)

    def test_the_variable_names_a_directory_or_a_folder(self):
        with mock.patch.dict(os.environ, {results.VARIABLE: str(context.REFERENCE / "lab")}):
            self.assertEqual([sweep.name for sweep in results.read_all().sweeps], ["lab"])
        with mock.patch.dict(os.environ, {results.VARIABLE: str(context.REFERENCE)}):
            self.assertGreaterEqual(len(results.read_all().sweeps), 3)
        with mock.patch.dict(os.environ, {results.VARIABLE: ""}):
            self.assertEqual(results.default_directory(), context.REFERENCE)


class Broken(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = context.pathlib.Path(folder.name)
        self.bars = context.copy_of("bars", self.folder)
        self.runs = self.bars / "runs.csv"

    def assert_refused(self, *words, directory=None):
        with self.assertRaises(results.ResultError) as caught:
            results.read(directory or self.bars)
        sentence = str(caught.exception)
        self.assertNotIn("\n", sentence)
        for word in words:
            self.assertIn(word, sentence)

    def test_missing_files(self):
        self.assert_refused("nowhere", "experiment.yaml is missing", directory=self.folder / "nowhere")
        for name in results.FILES:
            with self.subTest(name):
                content = (self.bars / name).read_bytes()
                (self.bars / name).unlink()
                self.assert_refused(f"{name} is missing", "bin/raftmark run")
                (self.bars / name).write_bytes(content)

    def test_truncated_files(self):
        self.runs.write_text(self.runs.read_text(encoding="utf-8")[:-9], encoding="utf-8")
        self.assert_refused("runs.csv", "breaks off within a line", "--resume")
        self.runs.write_text("", encoding="utf-8")
        self.assert_refused("runs.csv", "empty", "--resume")
        environment = self.bars / "environment.json"
        environment.write_text(environment.read_text(encoding="utf-8")[:200], encoding="utf-8")
        self.assert_refused("environment.json", "cut", "--resume")
        (self.bars / "experiment.yaml").write_text("", encoding="utf-8")
        self.assert_refused("experiment.yaml is cut or empty")

    def test_a_cut_row(self):
        lines = self.runs.read_text(encoding="utf-8").splitlines()
        self.runs.write_text("\n".join(lines[:-1] + [lines[-1].rsplit(",", 3)[0]]) + "\n", encoding="utf-8")
        self.assert_refused("runs.csv", f"row {len(lines)}", "fields instead of", "--resume")

    def test_older_and_newer_schemas(self):
        environment = self.bars / "environment.json"
        whole = environment.read_text(encoding="utf-8")
        for version in (0, 3, "1", None):
            environment.write_text(json.dumps(dict(json.loads(whole), schema_version=version)), encoding="utf-8")
            self.assert_refused("environment.json", f"schema {version!r}", "known are 1 to 2", "another version")
        environment.write_text(whole, encoding="utf-8")
        context.change(self.runs, "leader_changes,", "leader_changes,something_new,", 1)
        self.assert_refused("runs.csv", "columns of a schema that is known (1 to 2)", "another version")

    def test_a_row_of_another_schema(self):
        context.as_schema(self.bars, 2)
        context.as_rows(self.bars, lambda row: dict(row, schema_version="1"))
        self.assert_refused("runs.csv", "row 2 is of schema '1' instead of 2")

    def test_what_schema_1_lacks_is_empty(self):
        context.as_schema(self.bars, 1)
        sweep = results.read(self.bars)
        self.assertEqual(sweep.schema, 1)
        self.assertTrue((sweep.rows.access == "grpc").all())
        self.assertTrue((sweep.rows.label == "").all())
        self.assertTrue(sweep.rows.stage_commit_mean_micros.isna().all())

    def test_schema_2_is_read(self):
        throughputs = results.read(self.bars).rows.throughput_ops_per_second.tolist()
        context.as_schema(self.bars, 2, label="a", stage_commit_mean_micros="12.5", access="spi")
        sweep = results.read(self.bars)
        self.assertEqual(sweep.schema, 2)
        self.assertTrue((sweep.rows.stage_commit_mean_micros == 12.5).all())
        self.assertTrue((sweep.rows.access == "spi").all())
        self.assertEqual(throughputs, sweep.rows.throughput_ops_per_second.tolist())

    def test_no_numbers(self):
        context.as_rows(self.bars, lambda row: dict(row, clients="many"))
        self.assert_refused("runs.csv", "count in clients", "many")

    def test_no_flag(self):
        context.as_rows(self.bars, lambda row: dict(row, steady="perhaps"))
        self.assert_refused("runs.csv", "flag in steady", "perhaps")

    def test_binary_files(self):
        self.runs.write_bytes(b"\xff\xfe\x00")
        self.assert_refused("runs.csv", "UTF-8")

    def test_cut_histograms(self):
        log = self.bars / "latency.hlog"
        whole = log.read_text(encoding="utf-8")
        for cut in (whole[:-90], whole[:-40] + "\n", whole.replace("HISTF", "HISTG", 1), "", "no log\n"):
            log.write_text(cut, encoding="utf-8")
            with self.assertRaises(results.ResultError) as caught:
                results.read(self.bars).intervals
            self.assertIn("latency.hlog", str(caught.exception))
            self.assertIn("--resume", str(caught.exception))

    def test_response_times_and_send_lags_are_not_mixed_in(self):
        log = self.bars / "latency.hlog"
        lines = log.read_text(encoding="utf-8").splitlines(True)
        first = next(line for line in lines if line.startswith("Tag="))
        tag = first.split(",")[0]
        run, _, operation = tag[len("Tag=") :].partition("/")
        more = [
            first.replace(tag, f"Tag={other}", 1)
            for other in (f"{run}/{operation}/response", f"{run}/send-lag", f"{run}/error")
        ]
        before = histograms.merged(results.read(self.bars).intervals[run]).total
        log.write_text("".join(lines + more), encoding="utf-8")
        intervals = results.read(self.bars).intervals[run]
        self.assertEqual(histograms.merged(intervals).total, before)
        self.assertLess(histograms.merged(intervals, "response").total, before)

    def test_half_written_runs_are_left_out_and_said(self):
        last = results.read(self.bars).rows.run_id.iloc[-1]
        context.as_rows(self.bars, lambda row: None if (row["run_id"], row["operation"]) == (last, "all") else row)
        sweep = results.read(self.bars)
        self.assertNotIn(last, set(sweep.rows.run_id))
        self.assertIn("1 run(s) in runs.csv are half-written", " ".join(sweep.notes))

    def test_an_interrupted_sweep_says_so(self):
        environment = self.bars / "environment.json"
        tree = json.loads(environment.read_text(encoding="utf-8"))
        tree["sweeps"][-1]["interrupted"] = True
        environment.write_text(json.dumps(tree), encoding="utf-8")
        self.assertIn("interrupted", " ".join(results.read(self.bars).notes))

    def test_a_folder_names_what_was_not_read(self):
        context.copy_of("lab", self.folder)
        self.runs.unlink()
        found = results.read_all(self.folder)
        self.assertEqual([sweep.name for sweep in found.sweeps], ["lab"])
        self.assertIn("runs.csv is missing", found.refused[0])
        self.assertIn("Not read", found.remarks()[-1])

    def test_a_folder_without_results(self):
        empty = self.folder / "empty"
        empty.mkdir()
        with self.assertRaisesRegex(results.ResultError, "no result directory that can be read.*RAFTMARK_RESULTS"):
            results.read_all(empty)
        with self.assertRaisesRegex(results.ResultError, "is no directory.*RAFTMARK_RESULTS"):
            results.read_all(self.folder / "nowhere")


if __name__ == "__main__":
    unittest.main()
