"""Executes notebooks without a browser: python3 execute.py TARGET NOTEBOOK…; exits with 1 if a cell fails."""

import pathlib
import re
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

CELL_SECONDS_MAX = 300
KERNEL_START_SECONDS_MAX = 300
COLOUR = re.compile("\x1b\\[[0-9;]*m")


def execute(file, target):
    """Writes the notebook with its outputs, as far as it came; a text that says what failed, empty if nothing did."""
    notebook = nbformat.read(file, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS_MAX,
        startup_timeout=KERNEL_START_SECONDS_MAX,
        resources={"metadata": {"path": str(file.parent)}},
    )
    try:
        client.execute()
        failure = ""
    except CellExecutionError as error:
        failure = what_failed(notebook) or str(error)
    except (CellTimeoutError, DeadKernelError) as error:
        failure = str(error)
    nbformat.write(notebook, target / file.name)
    return failure


def what_failed(notebook):
    """The failed cell and what it raised; of the loader's errors the sentence alone."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                return f"cell {number}: " + COLOUR.sub("", "\n".join(output.traceback))
    return ""


def main(target, files):
    failed = 0
    for file in files:
        start = time.monotonic()
        failure = execute(file, target)
        seconds = time.monotonic() - start
        if failure:
            failed += 1
            print(f"{file.name}: FAILED after {seconds:.0f} s, {failure}", file=sys.stderr)
        else:
            print(f"{file.name}: executed in {seconds:.0f} s, notebooks/target/{file.name}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), [pathlib.Path(name) for name in sys.argv[2:]]))
