"""HdrHistogram's log (format 1.3, compressed histograms V2): what latency.hlog holds, read without a library.

The format is documented at https://hdrhistogram.github.io/HdrHistogram/ and in the sources of HistogramLogWriter and
AbstractHistogram; Debian ships no reader of it for Python. Values are microseconds.
"""

import base64
import binascii
import math
import re
import struct
import zlib
from dataclasses import dataclass

import numpy as np

FORMAT = "#[Histogram log format version 1."
LINE = re.compile(r"Tag=([^,]+),([0-9.]+),([0-9.]+),[0-9.]+,([A-Za-z0-9+/=]+)\Z")
OPERATIONS = ("get", "put", "append")
COOKIE_COMPRESSED = 0x1C849304
COOKIE_PLAIN = 0x1C849303
WORD_SIZE_BITS = 0xF0


class LogError(ValueError):
    """A log that is cut, or of another format."""


@dataclass
class Histogram:
    """Counts of latencies. unit_magnitude and digits fix which values share a count, as in HdrHistogram."""

    counts: np.ndarray
    unit_magnitude: int = 0
    digits: int = 3

    @property
    def total(self):
        return int(self.counts.sum())

    def add(self, other):
        """Adds the counts of another one of the same kind."""
        if (self.unit_magnitude, self.digits) != (other.unit_magnitude, other.digits):
            raise LogError("histograms of different resolution are not merged")
        if len(other.counts) > len(self.counts):
            self.counts = np.pad(self.counts, (0, len(other.counts) - len(self.counts)))
        self.counts[: len(other.counts)] += other.counts

    def percentile(self, percentile):
        """The value that this share of all latencies does not exceed, as HdrHistogram says it.

        That is the highest value that is counted with it; of percentile 0 the lowest.
        """
        if self.total == 0:
            raise LogError("an empty histogram has no percentile")
        # One ulp less, as HdrHistogram 2.2 does, so that rounding does not lead into the next count.
        wanted = min(max(math.nextafter(percentile, -math.inf), 0.0), 100.0)
        rank = max(1, math.ceil(wanted * self.total / 100.0))
        index = int(np.searchsorted(np.cumsum(self.counts), rank))
        lowest, width = self._values(index)
        return lowest if percentile == 0 else lowest + width - 1

    def _values(self, index):
        """The lowest value that is counted there, and how many values are."""
        half_magnitude = _sub_bucket_half_magnitude(self.digits)
        half = 1 << half_magnitude
        bucket = (index >> half_magnitude) - 1
        sub_bucket = (index & (half - 1)) + half
        if bucket < 0:
            bucket, sub_bucket = 0, sub_bucket - half
        shift = bucket + self.unit_magnitude
        return sub_bucket << shift, 1 << shift


@dataclass(frozen=True)
class Interval:
    """A stretch of a run's measured window. operation: get, put, append, error or send-lag. kind: service or response."""

    operation: str
    kind: str
    start_seconds: float
    seconds: float
    histogram: Histogram


def read(file):
    """The intervals of every run, in the order of the file; LogError naming the line if it is cut."""
    runs = {}
    with open(file, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if number == 1 and not line.startswith(FORMAT):
                break
            if line[0] in '#"':
                continue
            run, interval = _parse(file, number, line.rstrip("\n"))
            runs.setdefault(run, []).append(interval)
        else:
            if runs or file.stat().st_size:
                return runs
    raise LogError(f"{file} does not begin with '{FORMAT}', it was written by another version of Raftmark or is cut")


def merged(intervals, kind="service"):
    """All latencies of these intervals together, without failures and send lags; None if there are none."""
    together = None
    for interval in intervals:
        if interval.kind == kind and interval.operation in OPERATIONS:
            if together is None:
                first = interval.histogram
                together = Histogram(first.counts.copy(), first.unit_magnitude, first.digits)
            else:
                together.add(interval.histogram)
    return together


def _parse(file, number, line):
    match = LINE.match(line)
    try:
        if match is None:
            raise ValueError("fields are missing")
        tag = match.group(1).split("/")
        operation = tag[1] if len(tag) > 1 else "all"
        kind = tag[2] if len(tag) > 2 else "service"
        histogram = decode(match.group(4))
        return tag[0], Interval(operation, kind, float(match.group(2)), float(match.group(3)), histogram)
    except (ValueError, struct.error, zlib.error, binascii.Error, IndexError) as error:
        raise LogError(f"{file}:{number} is no whole line of a histogram log ({error})") from error


def decode(text):
    """A histogram out of its compressed form V2 in base64."""
    data = base64.b64decode(text, validate=True)
    cookie, length = struct.unpack_from(">ii", data)
    if cookie & ~WORD_SIZE_BITS != COOKIE_COMPRESSED or length > len(data) - 8:
        raise LogError("no compressed histogram V2, or cut")
    plain = zlib.decompress(data[8 : 8 + length])
    cookie, length, offset, digits, lowest, highest, _ratio = struct.unpack_from(">iiiiqqd", plain)
    if cookie & ~WORD_SIZE_BITS != COOKIE_PLAIN or offset != 0:
        raise LogError("no histogram V2 with plain indices")
    unit_magnitude = int(math.log2(lowest))
    slots = _slots(unit_magnitude, digits, highest)
    return Histogram(_counts(plain[40 : 40 + length], slots), unit_magnitude, digits)


def _sub_bucket_half_magnitude(digits):
    return math.ceil(math.log2(2 * 10**digits)) - 1


def _slots(unit_magnitude, digits, highest):
    """The number of counts that a histogram up to this value has: a bound on what a broken line may ask for."""
    half_magnitude = _sub_bucket_half_magnitude(digits)
    buckets = max(1, highest.bit_length() - unit_magnitude - half_magnitude)
    return (buckets + 1) << half_magnitude


def _counts(payload, slots):
    """ZigZag LEB128 numbers of up to nine bytes: a count, or a run of zeros as a negative number."""
    counts = np.zeros(slots, dtype=np.int64)
    position = index = 0
    while position < len(payload):
        value = shift = 0
        for byte_number in range(9):
            byte = payload[position]
            position += 1
            value |= (byte if byte_number == 8 else byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        value = (value >> 1) ^ -(value & 1)
        if value < 0:
            index -= value
        else:
            counts[index] = value
            index += 1
    return counts
