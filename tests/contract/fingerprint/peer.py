"""The other end of a pty that answers whatever a test likes. It knows no protocol beyond where a frame begins."""

import os
import select
import threading
import tty
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

Responder = Callable[[bytes], bytes]


class Peer:
    """Answers each chunk that the driver writes with `respond(chunk)`, from a thread of its own."""

    def __init__(self, respond: Responder) -> None:
        """Open a pty; `port` is the driver's end."""
        self.respond = respond
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.port = os.ttyname(self._slave)
        self._stop_read, self._stop_write = os.pipe()
        self._thread = threading.Thread(target=self._run, name="peer", daemon=True)

    def __enter__(self) -> Self:
        """Start answering."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and close both ends."""
        os.write(self._stop_write, b"x")
        self._thread.join(5.0)
        assert not self._thread.is_alive()
        for descriptor in (self._master, self._slave, self._stop_read, self._stop_write):
            os.close(descriptor)

    def _run(self) -> None:
        """Answer until stopped."""
        while True:
            readable, _, _ = select.select([self._master, self._stop_read], [], [])
            if self._stop_read in readable:
                return
            answer = self.respond(os.read(self._master, 65_536))
            with suppress(BlockingIOError):  # what the driver does not fetch in time is lost
                os.write(self._master, answer)
