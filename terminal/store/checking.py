"""Checks a large database beside the running clock: reading all of it would delay the start by seconds."""

import time
from pathlib import Path

from terminal.store.errors import StoreDamaged
from terminal.store.opening import QUICK_BYTES, damage
from terminal.workers import Worker

AFTER_S = 60.0  # let the clock start in peace
_SLICE_S = 30.0


class Checking(Worker):
    """Looks once, at a file that the start did not check whole. Damage ends the core, and the next start rebuilds."""

    patience_s = 3_600.0  # quick_check of a full card takes minutes and cannot report on the way

    def __init__(self, path: Path) -> None:
        """Check nothing yet."""
        super().__init__("checking", post=lambda _event: None)
        self._path = path
        self._due_at: float | None = time.monotonic() + AFTER_S

    def work(self) -> None:
        """Check when it is due; otherwise wait a while."""
        if self._due_at is None or time.monotonic() < self._due_at:
            self.stopping.wait(_SLICE_S)
            return
        self._due_at = None
        if self._path.stat().st_size > QUICK_BYTES:
            reason = damage(self._path, thorough=True)
            if reason is not None:
                raise StoreDamaged(reason)
