"""Result directories of Raftmark as pandas tables: with types and units, and refused where they cannot be trusted.

    import raftmark_results as results
    for sweep in results.read_all().sweeps:
        print(sweep.name, sweep.question, len(sweep.runs))

``results/schema.md`` says what every column means; ``SCHEMA`` below has its unit and its type. Whatever is wrong with a
directory is a ``ResultError`` of one sentence that names the file and the way out.
"""

import csv
import functools
import json
import os
import pathlib
from dataclasses import dataclass, field

import pandas as pd
import yaml

import raftmark_histograms as histograms

VARIABLE = "RAFTMARK_RESULTS"
SCHEMA_MIN = 1
SCHEMA_MAX = 2
FILES = ("experiment.yaml", "runs.csv", "latency.hlog", "environment.json")
RESUME = "mend the directory by bin/raftmark run --resume"
ANOTHER_VERSION = "it was written by another version of Raftmark; give another directory"


class ResultError(ValueError):
    """A result directory that cannot be read, in one sentence: what is wrong, where, and the way out."""

    def _render_traceback_(self):
        # A notebook shows the sentence, and not the way through this module.
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class Column:
    """A column of runs.csv.

    kind: text ('' where empty), count (Int64, NA where empty), number (float64, NaN where empty), flag (boolean) or time.
    unit: '–' for none. since: the version of the schema that brought it.
    """

    name: str
    kind: str
    unit: str = "–"
    since: int = 1


def _columns(kind, unit, names, since=1):
    return [Column(name, kind, unit, since) for name in names.split()]


def _stages():
    return [
        Column(f"stage_{stage}_{figure}_micros", "number", "µs", 2)
        for stage in ("handler_wait", "commit", "reply")
        for figure in ("mean", "p50", "p99")
    ]


SCHEMA = (
    _columns("count", "–", "schema_version")
    + _columns("text", "–", "experiment run_id")
    + _columns("count", "count from 1", "repetition")
    + _columns("text", "–", "label", 2)
    + _columns("time", "UTC, ISO 8601", "started_at")
    + _columns("text", "–", "backend cluster")
    + _columns("flag", "true, false", "cluster_reused")
    + _columns("count", "count", "nodes")
    + _columns("text", "–", "access", 2)
    + _columns("text", "–", "handler handler_executor")
    + _columns("count", "count", "server_threads grpc_io_threads")
    + _columns("text", "key=value;…", "backend_options")
    + _columns("count", "count", "clients channels")
    + _columns("text", "–", "loop")
    + _columns("text", "–", "arrivals", 2)
    + _columns("text", "%", "target_load", 2)
    + _columns("number", "operations/s", "target_rate")
    + _columns("text", "–", "target route workload keys")
    + _columns("count", "count", "key_count")
    + _columns("count", "bytes", "value_bytes")
    + _columns("text", "–", "read_level durability data_filesystem jvm java_version terms_id")
    + _columns("number", "s", "warmup_seconds")
    + _columns("flag", "true, false", "steady")
    + _columns("text", "–", "operation latency_kind")
    + _columns("number", "count", "operations errors")
    + _columns("number", "s", "duration_seconds")
    + _columns("number", "operations/s", "throughput_ops_per_second")
    + _columns(
        "number",
        "µs",
        "latency_mean_micros latency_p50_micros latency_p90_micros latency_p99_micros latency_p999_micros"
        " latency_p9999_micros latency_max_micros",
    )
    + _columns(
        "number",
        "s",
        "client_cpu_seconds leader_cpu_seconds server_cpu_seconds foreign_cpu_seconds steal_cpu_seconds",
    )
    + _columns("number", "count", "server_voluntary_context_switches")
    + _columns("number", "s", "handler_busy_seconds")
    + _stages()
    + _columns("number", "count", "stage_samples operations_per_log_append operations_per_fsync", 2)
    + _columns("number", "µs", "send_lag_p99_micros", 2)
    + _columns("number", "s", "server_gc_seconds", 2)
    + _columns("number", "bytes", "server_written_bytes server_resident_bytes_max", 2)
    + _columns("number", "count", "handler_threads_observed server_threads_observed leader_changes")
    + _columns("text", "pool=n;…", "threads_by_pool", 2)
    + _columns("text", "–", "verdict caveats")
)
UNITS = {column.name: column.unit for column in SCHEMA}

# What schema 1 leaves unsaid because there was no choice.
BEFORE_THERE_WAS_A_CHOICE = {"access": "grpc"}

# Columns that tell configurations apart; an empty level is a level.
FACTORS = (
    "backend cluster nodes access handler handler_executor server_threads grpc_io_threads backend_options clients channels"
    " loop arrivals target_load target_rate target route workload keys key_count value_bytes read_level jvm"
).split()


@dataclass(frozen=True, repr=False)
class Sweep:
    """A result directory.

    rows: all rows of whole runs, typed. environment: environment.json. notes: sentences that must be read before a picture is
    believed. schema: the version that it was written in.
    """

    directory: pathlib.Path
    experiment: str
    question: str
    schema: int
    rows: pd.DataFrame
    environment: dict
    notes: tuple = ()

    def __repr__(self):
        return f"<sweep {self.name}, {len(self.runs)} runs>"

    @property
    def name(self):
        return self.directory.name

    @property
    def runs(self):
        """One row a run: all operations together, service time. Label b, which is there for the noise floor only, is left out."""
        return self.of("service")

    def of(self, kind, label_b=False):
        """As runs, of a kind of latency: service or response. With label_b the runs of that label and no others."""
        rows = self.rows
        chosen = (rows.operation == "all") & (rows.latency_kind == kind) & ((rows.label == "b") == label_b)
        return rows[chosen].reset_index(drop=True)

    @property
    def valid(self):
        """The runs that may enter a figure."""
        return self.runs[self.runs.verdict == "OK"].reset_index(drop=True)

    @property
    def invalid(self):
        """The runs that may not, and why not in column verdict."""
        return self.runs[self.runs.verdict != "OK"].reset_index(drop=True)

    @functools.cached_property
    def intervals(self):
        """The histograms of latency.hlog, a list by run; ResultError if the file is cut."""
        try:
            return histograms.read(self.directory / "latency.hlog")
        except histograms.LogError as error:
            raise ResultError(f"{error}: {RESUME}") from error
        except UnicodeDecodeError as error:
            raise ResultError(f"{self.directory / 'latency.hlog'} is no UTF-8 text: bring the file back") from error

    def why_no_picture(self):
        """A sentence if there is nothing to draw; empty if there is."""
        if self.rows.empty:
            return f"{self.name}: no run was made, so there is nothing to show."
        if self.valid.empty:
            first = self.invalid.verdict.iloc[0] if not self.invalid.empty else "no run of label a"
            return f"{self.name}: not one of {len(self.invalid)} runs is valid, so there is no figure; the first says {first}."
        return ""


    def limits(self):
        """Sentences on where this was measured, and what that forbids to conclude."""
        machine = self.environment.get("environment")
        machine = machine if isinstance(machine, dict) else {}

        def told(name):
            return "?" if machine.get(name) is None else str(machine[name])

        mebibytes = machine.get("memory_mebibytes")
        memory = f"{mebibytes / 1024:.0f} GiB" if isinstance(mebibytes, int) else "? GiB"
        sentences = [
            f"{self.name}: measured on {told('cores')} cores ({told('cpu_model')}), {memory}, {told('kernel')}, logs on"
            f" {told('data_filesystem')}, {told('java')}, commit {told('commit')[:7]}."
        ]
        if self.environment.get("co_location"):
            sentences.append(self.environment["co_location"])
        caveats = {}
        for text in self.runs.caveats:
            for caveat in filter(None, text.split("; ")):
                caveats[caveat] = caveats.get(caveat, 0) + 1
        if caveats:
            counted = ", ".join(f"{caveat} ({runs})" for caveat, runs in caveats.items())
            sentences.append(f"Caveats of its {len(self.runs)} runs, with the number of runs that have them: {counted}.")
        sentences += [f"Left out: {run.run_id}, {run.verdict}." for run in self.invalid.itertuples()]
        return sentences


@dataclass(frozen=True)
class Results:
    """What was found: sweeps that can be read, and a sentence for each directory that cannot."""

    sweeps: list
    refused: list = field(default_factory=list)

    def overview(self):
        """What there is, a line a sweep."""
        return pd.DataFrame(
            [
                {
                    "sweep": sweep.name,
                    "experiment": sweep.experiment,
                    "question": sweep.question,
                    "valid runs": len(sweep.valid),
                    "INVALID": len(sweep.invalid),
                    "cluster": ", ".join(sweep.runs.cluster.unique()),
                    "jvm": ", ".join(sweep.runs.jvm.unique()),
                    "schema": sweep.schema,
                }
                for sweep in self.sweeps
            ]
        )

    def remarks(self):
        """What must be read before a picture is believed: notes of each sweep, and directories that were not read."""
        notes = [f"{sweep.name}: {note}" for sweep in self.sweeps for note in sweep.notes]
        return notes + [f"Not read: {sentence}" for sentence in self.refused]


def default_directory():
    """The directory of the environment variable RAFTMARK_RESULTS, else the reference results of this checkout."""
    chosen = os.environ.get(VARIABLE, "").strip()
    return pathlib.Path(chosen) if chosen else pathlib.Path(__file__).resolve().parent.parent / "results" / "reference"


def read_all(directory=None):
    """Reads a result directory, or all result directories in a folder; ResultError if not one of them can be read."""
    root = pathlib.Path(directory) if directory is not None else default_directory()
    if not root.is_dir():
        raise ResultError(f"{root} is no directory: set {VARIABLE} to a result directory or to a folder of them")
    if _looks_like_results(root):
        return Results([read(root)])
    sweeps, refused = [], []
    for child in sorted(path for path in root.iterdir() if path.is_dir() and _looks_like_results(path)):
        try:
            sweeps.append(read(child))
        except ResultError as error:
            refused.append(str(error))
    if not sweeps:
        reason = f": {refused[0]}" if refused else f": set {VARIABLE} to a result directory or to a folder of them"
        raise ResultError(f"{root} has no result directory that can be read{reason}")
    return Results(sweeps, refused)


def read(directory):
    """Reads one result directory; ResultError if it is incomplete, cut, or of a schema that is not known."""
    directory = pathlib.Path(directory)
    missing = [name for name in FILES if not (directory / name).is_file()]
    if missing:
        raise ResultError(
            f"{directory} is no result directory: {missing[0]} is missing; give another one, or make one by bin/raftmark run"
        )
    experiment = _tree(directory / "experiment.yaml", yaml.safe_load)
    environment = _tree(directory / "environment.json", json.loads)
    version = environment.get("schema_version")
    if version not in range(SCHEMA_MIN, SCHEMA_MAX + 1):
        raise ResultError(
            f"{directory / 'environment.json'} is of schema {version!r}, known are {SCHEMA_MIN} to {SCHEMA_MAX}:"
            f" {ANOTHER_VERSION}"
        )
    schema, rows = _rows(directory / "runs.csv")
    # That row is the last one of a run.
    whole = set(rows.run_id[(rows.operation == "all") & (rows.latency_kind == "service")])
    begun = set(rows.run_id)
    rows = rows[rows.run_id.isin(whole)].reset_index(drop=True)
    return Sweep(
        directory,
        str(experiment.get("experiment", "?")),
        str(experiment.get("question", "?")),
        schema,
        rows,
        environment,
        tuple(_notes(rows, len(begun - whole), environment)),
    )


def _looks_like_results(directory):
    return any((directory / name).is_file() for name in ("runs.csv", "experiment.yaml", "latency.hlog"))


def _text(file):
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResultError(f"{file} cannot be read as a UTF-8 text ({error}): give another directory") from error


def _tree(file, parse):
    try:
        tree = parse(_text(file))
    except (json.JSONDecodeError, yaml.YAMLError) as error:
        raise ResultError(f"{file} cannot be read, it may be cut ({_first_line(error)}): {RESUME}") from error
    if not isinstance(tree, dict):
        raise ResultError(f"{file} is cut or empty: {RESUME}")
    return tree


def _first_line(error):
    return str(error).splitlines()[0]


def _rows(file):
    text = _text(file)
    if not text.endswith("\n"):
        raise ResultError(f"{file} is empty or breaks off within a line: {RESUME}")
    lines = list(csv.reader(text.splitlines(keepends=True)))
    schema, columns = _schema(file, lines[0])
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(columns):
            raise ResultError(f"{file}: row {number} has {len(line)} fields instead of {len(columns)}: {RESUME}")
        if line[0] != str(schema):
            raise ResultError(f"{file}: row {number} is of schema {line[0]!r} instead of {schema}: {ANOTHER_VERSION}")
    raw = pd.DataFrame(lines[1:], columns=[column.name for column in columns], dtype=str)
    typed = {}
    for column in SCHEMA:
        texts = raw.get(column.name, pd.Series([BEFORE_THERE_WAS_A_CHOICE.get(column.name, "")] * len(raw), dtype=str))
        try:
            typed[column.name] = _typed(column.kind, texts)
        except (ValueError, TypeError) as error:
            raise ResultError(
                f"{file} has something else than a {column.kind} in {column.name} ({error}): give another directory"
            ) from error
    return schema, pd.DataFrame(typed)


def _schema(file, header):
    for version in range(SCHEMA_MAX, SCHEMA_MIN - 1, -1):
        columns = [column for column in SCHEMA if column.since <= version]
        if header == [column.name for column in columns]:
            return version, columns
    raise ResultError(
        f"{file} does not have the columns of a schema that is known ({SCHEMA_MIN} to {SCHEMA_MAX}): {ANOTHER_VERSION}"
    )


def _typed(kind, texts):
    if kind == "text":
        return texts.astype(str)
    present = texts.where(texts != "")
    if kind == "flag":
        unknown = set(present.dropna()) - {"true", "false"}
        if unknown:
            raise ValueError(f"{sorted(unknown)[0]!r} is neither true nor false")
        return present.map({"true": True, "false": False}).astype("boolean")
    if kind == "time":
        return pd.to_datetime(present, utc=True)
    # float() and not pandas' own parser, which may be off in the last digit.
    numbers = pd.Series([float("nan") if text == "" else float(text) for text in texts], dtype="float64")
    return numbers.astype("Int64") if kind == "count" else numbers


def _notes(rows, half_written, environment):
    notes = []
    sweeps = environment.get("sweeps") or []
    if sweeps and sweeps[-1].get("interrupted"):
        notes.append("The sweep was interrupted: only the runs made until then are here.")
    elif sweeps and "ended_at" not in sweeps[-1]:
        notes.append("The sweep has not ended: it goes on, or was cut off.")
    if half_written:
        notes.append(f"{half_written} run(s) in runs.csv are half-written and left out: {RESUME}.")
    runs = rows[(rows.operation == "all") & (rows.latency_kind == "service") & (rows.label != "b")]
    invalid = int((runs.verdict != "OK").sum())
    if invalid:
        notes.append(f"{invalid} of {len(runs)} runs are INVALID and enter no figure.")
    valid = runs[runs.verdict == "OK"]
    if not valid.empty and valid.groupby(FACTORS + ["terms_id"], dropna=False).size().max() == 1:
        why = "One repetition only" if runs.repetition.nunique() == 1 else "No configuration has more than one valid run"
        notes.append(f"{why}: no range, no interval, no verdict, and any difference may be noise.")
    return notes
