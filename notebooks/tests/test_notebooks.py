"""The notebooks as they are committed: without outputs, without anything of the machine they were edited on."""

import json
import re
import unittest

import context


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


if __name__ == "__main__":
    unittest.main()
