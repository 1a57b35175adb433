"""Threads that watch something and report facts. One that meets what it does not expect ends the whole process."""

import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from threading import Event as Flag
from threading import Thread

from terminal.events import Event

Post = Callable[[Event], None]
Died = Callable[[str, BaseException], None]

_log = logging.getLogger(__name__)


class Worker(ABC):
    """A thread with a heartbeat. Subclasses do one round at a time in `work`, which must return within `patience_s`."""

    patience_s = 60.0  # a heart that is silent for longer is dead: the core then ends, and systemd restarts it

    def __init__(self, name: str, post: Post) -> None:
        """Prepare; nothing runs before `start`."""
        self.name = name
        self.post = post
        self.stopping = Flag()
        self._beat_at = time.monotonic()
        self._died: Died | None = None
        self._thread = Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def work(self) -> None:
        """Do one round. Every wait inside has a time limit and ends early when `stopping` is set."""

    def close(self) -> None:  # noqa: B027 - most workers hold nothing
        """Release what the worker holds; called in its own thread when it ends."""

    def start(self, died: Died) -> None:
        """Begin; `died` is told why, if this worker ends by an exception."""
        self._died = died
        self._thread.start()

    def stop(self) -> None:
        """Ask for the end; returns at once."""
        self.stopping.set()

    def join(self, timeout_s: float) -> bool:
        """Wait for the end; False when it has not come in time."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def beat(self) -> None:
        """Show that this worker lives; for rounds with several long steps."""
        self._beat_at = time.monotonic()

    def silent_s(self) -> float:
        """Return the seconds since the last heartbeat."""
        return time.monotonic() - self._beat_at

    def _run(self) -> None:
        try:
            while not self.stopping.is_set():
                self.beat()
                self.work()
        except BaseException as err:  # noqa: BLE001 - the one broad except: it reports and ends the process
            _log.exception("the worker %s met something unexpected", self.name)
            if self._died is not None:
                self._died(self.name, err)
        finally:
            self.close()
