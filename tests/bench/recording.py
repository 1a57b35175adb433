"""record_cost_ratio and record_growth_ratio: what one durable clocking costs.

A recording is what the core does with a matched finger: the stamp, the UUID, the record's text, its hash and signature,
the rows and the commit. The divisor of the cost is one bare INSERT of the same bytes, committed by itself, into a
database with one table on the same disk and with the same settings (WAL, synchronous=FULL). The growth compares the
same recording in a store of a million clockings with one in a store of a thousand. Medians, by turns.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from terminal.clocking.uuid7 import uuid7
from terminal.identity import load_or_make
from terminal.model import Draft, Kind, Method
from terminal.store.opening import TAIL_ROWS, open_store
from terminal.timekeeping import Timekeeper
from tests.bench.figures import Figure
from tests.bench.ground import Ground, say
from tests.bench.history import EMPLOYEES, fill
from tests.bench.sampling import interleaved, spread

SAMPLES, SAMPLES_QUICK = 800, 100
FEW, MANY, MANY_QUICK = 1_000, 1_000_000, 50_000
TERMINAL = "T-0001"
_SIGNATURE_BYTES = 64


class Recording:
    """A store with a past, to which clockings are added."""

    def __init__(self, folder: Path, past: int) -> None:
        """Fill the store. Only the end of the past is truly signed: the start proves it, and nobody reads the rest."""
        folder.mkdir()
        key = load_or_make(folder / "device.key")
        proven_from = past - TAIL_ROWS - 1

        def sign(number: int, text: bytes) -> bytes:
            return key.sign(text) if number >= proven_from else os.urandom(_SIGNATURE_BYTES)

        empty = open_store(folder / "clock.db", TERMINAL, key)
        fill(empty, TERMINAL, past, sign, delivered=True)
        empty.close()
        self.store = open_store(folder / "clock.db", TERMINAL, key)
        if self.store.doubt is not None or self.store.clockings.last_number != past:
            message = f"the store was not filled as meant: {self.store.doubt}"
            raise RuntimeError(message)
        self._timekeeper = Timekeeper("Europe/London")
        self._timekeeper.assess()

    def record(self) -> None:
        """Record one clocking, from the stamp to the commit."""
        stamp = self._timekeeper.stamp()
        draft = Draft(uuid7(stamp.utc_us), EMPLOYEES[0].id, Kind.IN, Method.FINGER, 120, stamp)
        self.store.clockings.append(draft)


class Bare:
    """A database with one table and one INSERT a commit."""

    def __init__(self, path: Path, row: tuple[bytes, bytes]) -> None:
        """Make the database, and put as many rows in as the store has."""
        self._row = row
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = FULL")
        self._base.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY, record BLOB, signature BLOB)")
        self._base.execute("BEGIN")
        self._base.executemany("INSERT INTO kept (record, signature) VALUES (?, ?)", [row] * FEW)
        self._base.execute("COMMIT")

    def insert(self) -> None:
        """Insert and commit the row's bytes."""
        self._base.execute("INSERT INTO kept (record, signature) VALUES (?, ?)", self._row)

    def close(self) -> None:
        """Release the file."""
        self._base.close()


def measure_cost(ground: Ground) -> Iterator[Figure]:
    """Record and insert by turns."""
    recording = Recording(ground.folder / "few", FEW)
    recording.record()
    ((_, text, signature),) = recording.store.clockings.tail(1)
    bare = Bare(ground.folder / "bare.db", (text, signature))
    recorded_s: list[float] = []
    inserted_s: list[float] = []
    turns = interleaved(
        ground.samples(SAMPLES, SAMPLES_QUICK), _timed(recording.record, recorded_s), _timed(bare.insert, inserted_s)
    )
    for _ in turns:
        pass
    recording.store.close()
    bare.close()
    say(f"recording, in ms: {spread(recorded_s, 1_000)}")
    say(f"bare insert of the same {len(text) + len(signature)} bytes, in ms: {spread(inserted_s, 1_000)}")
    yield Figure("record_cost_ratio", median(recorded_s) / median(inserted_s))


def measure_growth(ground: Ground) -> Iterator[Figure]:
    """Record into a small and a large store by turns."""
    many = ground.samples(MANY, MANY_QUICK)
    begun_at = time.monotonic()
    large = Recording(ground.folder / "many", many)
    size_mib = large.store.path.stat().st_size / 2**20
    say(f"a store of {many:,} clockings, {size_mib:,.0f} MiB, was made in {time.monotonic() - begun_at:.0f} s")
    small = Recording(ground.folder / "few", FEW)
    large_s: list[float] = []
    small_s: list[float] = []
    turns = interleaved(
        ground.samples(SAMPLES, SAMPLES_QUICK), _timed(large.record, large_s), _timed(small.record, small_s)
    )
    for _ in turns:
        pass
    for recording in (large, small):
        recording.store.close()
    say(f"recording after {many:,}, in ms: {spread(large_s, 1_000)}")
    say(f"recording after {FEW:,}, in ms: {spread(small_s, 1_000)}")
    yield Figure("record_growth_ratio", median(large_s) / median(small_s))


def _timed(act: Callable[[], None], samples: list[float]) -> Callable[[], None]:
    def timed() -> None:
        begun_at = time.perf_counter()
        act()
        samples.append(time.perf_counter() - begun_at)

    return timed
