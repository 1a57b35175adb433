"""A thread that looks at one thing again and again, and carries out orders in between."""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Final

AGAIN_FIRST_S: Final = 0.2
AGAIN_CAP_S: Final = 2.0


class Watching(ABC):
    """Nothing here blocks the caller. Subclasses keep what they saw in an attribute that is replaced, never changed."""

    def __init__(self, name: str, every_s: float) -> None:
        """Prepare; nothing runs before `start`."""
        self._every_s = every_s
        self._again_s = AGAIN_FIRST_S
        self._orders: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._notify: Callable[[], object] = lambda: None
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self, notify: Callable[[], object]) -> None:
        """Begin; `notify` is called in this thread after each look or order that showed something new."""
        self._notify = notify
        self._thread.start()

    def stop(self, timeout_s: float = 1.0) -> None:
        """Carry out what was ordered, release everything, and end. Blocks up to `timeout_s`."""
        self._stopping.set()
        self._orders.put(lambda: None)
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    @abstractmethod
    def look(self) -> bool:
        """Look once, and tell whether there was anything to see; never raise."""

    @abstractmethod
    def release(self) -> None:
        """Close what is open; called last, in this thread."""

    def order(self, act: Callable[[], object]) -> None:
        """Have something done in this thread, at once and in the order given."""
        self._orders.put(act)

    def changed(self) -> None:
        """Tell that there is something new."""
        self._notify()

    def _run(self) -> None:
        while not self._stopping.is_set():
            wait_s = self._rest_s(seen=self.look())
            try:
                self._orders.get(timeout=wait_s)()
            except Empty:
                continue
        while not self._orders.empty():
            self._orders.get()()
        self.release()

    def _rest_s(self, *, seen: bool) -> float:
        """Say how long until the next look: longer and longer while nothing answers, never all clients at once."""
        if seen:
            self._again_s = AGAIN_FIRST_S
            return self._every_s
        again_s = random.uniform(self._again_s / 2, self._again_s)  # no secret
        self._again_s = min(self._again_s * 2, AGAIN_CAP_S)
        return again_s
