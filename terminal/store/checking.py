"""Checks a large database beside the running clock: reading all of it would delay the start by seconds."""

import time
from pathlib import Path

from terminal.store.errors import StoreDamaged
from terminal.store.opening import QUICK_BYTES, damage, suspect_mark
from terminal.workers import Worker

AFTER_S = 60.0  # let the clock start in peace


class Checking(Worker):
    """Looks once. Damage ends the core loudly, and the next start salvages."""

    patience_s = 3_600.0  # quick_check of a full card takes minutes and cannot report on the way

    def __init__(self, path: Path) -> None:
        """Check nothing yet."""
        super().__init__("checking", post=lambda _event: None)
        self._path = path
        self._due_at = time.monotonic() + AFTER_S

    def work(self) -> None:
        """Wait for the moment, check a file that the start did not, and end."""
        if self.stopping.wait(max(0.0, self._due_at - time.monotonic())):
            return
        if self._path.stat().st_size > QUICK_BYTES:
            reason = damage(self._path, thorough=True)
            if reason is not None:
                suspect_mark(self._path).touch()
                raise StoreDamaged(reason)
        self._due_at = time.monotonic() + 86_400.0
