"""Watches a core deliver its backlog, turn by turn: how fast, and in how much memory."""

import signal
import time
from types import TracebackType
from typing import Self

from tests.rig.listener import Listener
from tests.rig.rig import Rig
from tests.rig.waiting import TooLate

TURN_LIMIT_S = 60.0
LOOK_S = 0.01
_MIB = 2**20


class Draining:
    """A core that delivers only in its turns; between them it is stopped."""

    def __init__(self, rig: Rig, backlog: int) -> None:
        """Watch the running core of a rig; its first turn has begun."""
        self._rig = rig
        self._backlog = backlog
        self._process = rig.core.measured()
        self._listener: Listener = rig.listen()
        self._memory: list[tuple[int, float]] = []  # undelivered, resident MiB

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the core run on, so that it can end."""
        self._rig.core.signal(signal.SIGCONT)

    @property
    def resident_mib(self) -> list[float]:
        """Return the resident memory at each look."""
        return [resident for _, resident in self._memory]

    def turn(self, goal: int) -> float:
        """Let the core deliver until `goal` are left, then stop it; return the clockings a second.

        The time is the core's own, from the first commit of answers in this turn to the last.
        """
        begun_at = time.monotonic()
        self._listener.forget()
        self._rig.core.signal(signal.SIGCONT)
        while self._look() > goal:
            if time.monotonic() > begun_at + TURN_LIMIT_S:
                message = f"the core has not come down to {goal} undelivered clockings within {TURN_LIMIT_S:g} s"
                raise TooLate(message)
            time.sleep(LOOK_S)
        self._rig.core.signal(signal.SIGSTOP)
        answered: dict[int, float] = {}  # when how many were left for the first time
        for seen in tuple(self._listener.seen):
            if seen.snapshot.made_at > begun_at and seen.snapshot.strip.undelivered < self._backlog:
                answered.setdefault(seen.snapshot.strip.undelivered, seen.snapshot.made_at)
        first, last = max(answered), min(answered)
        return (first - last) / (answered[last] - answered[first])

    def growth_mib(self) -> float:
        """Return the most memory after a tenth was delivered, less what there was then."""
        later = [resident for undelivered, resident in self._memory if undelivered <= 0.9 * self._backlog]
        return max(later) - later[0]

    def _look(self) -> int:
        """Note the memory; return how many clockings are left."""
        newest = self._listener.newest
        undelivered = newest.strip.undelivered if newest else self._backlog
        self._memory.append((undelivered, float(self._process.memory_info().rss) / _MIB))
        return undelivered
