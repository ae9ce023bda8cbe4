"""The notebooks as they are committed: without outputs, without anything of the machine they were edited on."""

import json
import os
import re
import tempfile
import unittest
from unittest import mock

import context
import raftmark_charts as charts
import raftmark_results as results


class Committed(unittest.TestCase):
    def test_every_notebook(self):
        files = sorted(context.NOTEBOOKS.glob("*.ipynb"))
        self.assertGreaterEqual(len(files), 3)
        for file in files:
            with self.subTest(file.name):
                notebook = json.loads(file.read_text(encoding="utf-8"))
                self.assertEqual(notebook["nbformat"], 4)
                for cell in notebook["cells"]:
                    source = "".join(cell["source"])
                    self.assertIsNone(re.search(r"(^|[\s\"'(])/(home|root|work|tmp|Users)/", source), source)
                    if cell["cell_type"] == "code":
                        self.assertEqual(cell["outputs"], [], "clear the outputs: Kernel, Restart & Clear Output")
                        self.assertIsNone(cell["execution_count"], "clear the outputs")
                        compile(source, file.name, "exec")

    def test_every_notebook_has_its_picture(self):
        for file in sorted(context.NOTEBOOKS.glob("*.ipynb")):
            picture = context.NOTEBOOKS.parent / "docs" / f"notebook-{file.name[:2]}.png"
            self.assertTrue(picture.is_file(), f"{picture.name}: notebooks/run.sh --execute --pictures")
            self.assertLessEqual(picture.stat().st_size, 200_000)
            self.assertIn(picture.name, file.read_text(encoding="utf-8"))


class OddDirectories(unittest.TestCase):
    """Every cell of every notebook runs on results that have little to show, and says so."""

    def shown_by(self, file, directory):
        """All that a notebook displays of a result directory, executed here and not in a kernel."""
        shown = []
        with (
            mock.patch.dict(os.environ, {results.VARIABLE: str(directory)}),
            mock.patch.object(charts.display, "display", shown.append),
        ):
            names = {}
            for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    exec(compile("".join(cell["source"]), file.name, "exec"), names)
        return shown

    def assert_all_say(self, change_row, sentence, name="server-threads", pictures=True):
        with tempfile.TemporaryDirectory() as folder:
            directory = context.copy_of(name, folder)
            context.as_rows(directory, change_row)
            for file in sorted(context.NOTEBOOKS.glob("*.ipynb")):
                with self.subTest(file.name):
                    shown = self.shown_by(file, directory)
                    self.assertIn(sentence, "\n".join(str(one.data) for one in shown))
                    if not pictures:
                        self.assertEqual([one for one in shown if isinstance(one, charts.display.Image)], [])

    def test_an_empty_sweep(self):
        self.assert_all_say(lambda row: None, "no run was made", pictures=False)

    def test_everything_invalid(self):
        stolen = lambda row: dict(row, verdict="INVALID(steal above 2 %)")  # noqa: E731
        self.assert_all_say(stolen, "runs is valid, so there is no figure", pictures=False)

    def test_one_repetition(self):
        self.assert_all_say(lambda row: row if row["repetition"] == "1" else None, "One repetition only")

    def test_open_loops_of_one_repetition(self):
        one = lambda row: row if row["repetition"] == "1" else None  # noqa: E731
        self.assert_all_say(one, "One repetition only", "latency-under-load")

    def test_open_loops_that_are_all_invalid(self):
        missed = lambda row: dict(row, verdict="INVALID(target missed)")  # noqa: E731
        self.assert_all_say(missed, "runs is valid, so there is no figure", "latency-under-load", pictures=False)

    def test_a_machine_that_nobody_described(self):
        with tempfile.TemporaryDirectory() as folder:
            directory = context.copy_of("bars", folder)
            file = directory / "environment.json"
            tree = json.loads(file.read_text(encoding="utf-8"))
            for machine in (None, {}, {"cores": None, "commit": None, "memory_mebibytes": None}):
                file.write_text(json.dumps(dict(tree, environment=machine)), encoding="utf-8")
                self.assertIn("measured on ? cores", " ".join(results.read(directory).limits()))


if __name__ == "__main__":
    unittest.main()
