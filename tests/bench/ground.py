"""Where the figures are measured: a folder on a real disk, with compiled bytecode, as on an installed clock."""

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.rig.program import ROOT

BENCH = ROOT / "build" / "bench"
# The magic numbers of statfs(2); those in memory would make every sync free.
_IN_MEMORY = {0x01021994: "tmpfs", 0x858458F6: "ramfs"}
_ON_DISK = {0xEF53: "ext4", 0x58465342: "xfs", 0x9123683E: "btrfs", 0xF2F52010: "f2fs", 0x794C7630: "overlay"}


class NoDisk(RuntimeError):
    """The folder lies in memory: what is measured there says nothing of durability."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A folder of one's own, and how thoroughly to measure. `quick` figures are a smoke test, not the promise."""

    folder: Path
    quick: bool

    def within(self, name: str) -> "Ground":
        """Return the same in a folder inside this one."""
        folder = self.folder / name
        folder.mkdir()
        return Ground(folder, self.quick)

    def samples(self, full: int, quick: int) -> int:
        """Return how many samples to take."""
        return quick if self.quick else full

    def clear(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder)


def say(text: str) -> None:
    """Tell what is going on, and what a figure is made of. Not part of the table."""
    sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()


@contextmanager
def prepared(*, quick: bool) -> Iterator[Ground]:
    """Make the folder, check its disk, and let all programs use compiled bytecode. Raises NoDisk."""
    BENCH.mkdir(parents=True, exist_ok=True)
    say(f"measuring in {BENCH} on {disk_of(BENCH)}")
    # Whoever starts the bench may have switched bytecode off; an installed clock has it.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(BENCH / "bytecode")
    with tempfile.TemporaryDirectory(prefix="run-", dir=BENCH) as folder:
        yield Ground(Path(folder), quick)


def disk_of(folder: Path) -> str:
    """Return the name of the file system that holds a folder. Raises NoDisk."""
    answer = (ctypes.c_long * 64)()  # struct statfs begins with f_type; the rest is room
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.statfs(os.fsencode(folder), ctypes.byref(answer)) < 0:
        raise OSError(ctypes.get_errno(), "statfs", str(folder))
    kind = answer[0] & 0xFFFF_FFFF
    if kind in _IN_MEMORY:
        message = f"{folder} lies on {_IN_MEMORY[kind]}: check the project out on a disk"
        raise NoDisk(message)
    return f"{_ON_DISK.get(kind, 'another file system')} (statfs type 0x{kind:X}), not in memory"
