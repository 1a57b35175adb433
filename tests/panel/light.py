"""The status light, as the null device's trace tells it."""

import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from tests.panel.watching import Watching

if TYPE_CHECKING:
    from io import BufferedReader

EVERY_S: Final = 0.05
TAIL_BYTES: Final = 4096  # of a long trace only the end matters


class Change(msgspec.Struct, frozen=True):
    """One line of the trace: see drivers/leds/null.py."""

    at: float
    colour: str
    level: float = 0.0
    breathing: float | None = None


@dataclass(frozen=True, slots=True)
class LightSeen:
    """The light since its last change; `reached` tells whether the trace can be read."""

    reached: bool = False
    change: Change = Change(0.0, "OFF")

    def level(self, now: float) -> float:
        """Return how bright it is, 0 to 1, at a moment of CLOCK_MONOTONIC."""
        return breath(now - self.change.at, self.change.breathing) if self.change.breathing else self.change.level


def breath(since_s: float, period_s: float) -> float:
    """Return how bright a breath is that began dark so many seconds ago."""
    return (1 - math.cos(2 * math.pi * since_s / period_s)) / 2


class LightWatching(Watching):
    """Follows the trace's end, also when the file is begun anew."""

    def __init__(self, path: Path) -> None:
        """Remember where the trace is."""
        super().__init__("light", EVERY_S)
        self._path = path
        self._file: BufferedReader | None = None
        self._rest = b""
        self.seen = LightSeen()

    def look(self) -> bool:
        """Read what was added."""
        try:
            if self._replaced():
                self._open()
            added = self._file.read() if self._file is not None else b""
        except OSError:
            self.release()
            self._show(LightSeen())
            return False
        *lines, self._rest = (self._rest + added).split(b"\n")
        for line in reversed(lines):
            change = _read(line)
            if change is not None:
                self._show(LightSeen(reached=True, change=change))
                break
        else:
            self._show(LightSeen(reached=True, change=self.seen.change))
        return True

    def release(self) -> None:
        """Close the trace."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _replaced(self) -> bool:
        """Tell whether another file lies at the path, or this one has become shorter. Raises OSError without one."""
        there = self._path.stat()
        if self._file is None:
            return True
        mine = os.fstat(self._file.fileno())
        return (there.st_dev, there.st_ino) != (mine.st_dev, mine.st_ino) or there.st_size < self._file.tell()

    def _open(self) -> None:
        self.release()
        self._file = self._path.open("rb")
        self._rest = b""
        self._file.seek(max(0, os.fstat(self._file.fileno()).st_size - TAIL_BYTES))

    def _show(self, seen: LightSeen) -> None:
        if seen != self.seen:
            self.seen = seen
            self.changed()


def _read(line: bytes) -> Change | None:
    """Read a line; None for the half line that the end of a long trace begins with."""
    try:
        return msgspec.json.decode(line, type=Change)
    except msgspec.DecodeError:
        return None
