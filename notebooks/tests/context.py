"""What the tests share: the modules under test on the path, and result directories to break."""

import csv
import json
import pathlib
import shutil
import sys

NOTEBOOKS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(NOTEBOOKS))
sys.dont_write_bytecode = True
REFERENCE = NOTEBOOKS.parent / "results" / "reference"


def copy_of(name, folder):
    """A copy of a reference directory that a test may break."""
    target = pathlib.Path(folder) / name
    shutil.copytree(REFERENCE / name, target, ignore=shutil.ignore_patterns("report.html"))
    return target


def change(file, old, new, count=-1):
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    file.write_text(text.replace(old, new, count), encoding="utf-8")


def as_schema(directory, version, **more):
    """Rewrites a directory in a version of the schema, whatever it was written in; more are texts that every row gets."""
    import raftmark_results as results

    names = [column.name for column in results.SCHEMA if column.since <= version]
    file = directory / "runs.csv"
    with open(file, encoding="utf-8", newline="") as lines:
        rows = [dict(row, schema_version=str(version), **more) for row in csv.DictReader(lines)]
    with open(file, "w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, names, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    environment = directory / "environment.json"
    tree = json.loads(environment.read_text(encoding="utf-8"))
    environment.write_text(json.dumps(dict(tree, schema_version=version)), encoding="utf-8")


def as_rows(directory, change_row):
    """Rewrites the rows of runs.csv: change_row takes a dict and returns one, or None to drop the row."""
    file = directory / "runs.csv"
    with open(file, encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        header = reader.fieldnames
        rows = [row for row in map(change_row, reader) if row is not None]
    with open(file, "w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
