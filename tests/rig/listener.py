"""A client of the core's socket that remembers every snapshot with the moment it came."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread

import msgspec

from terminal.messages import PROTOCOL, CommandRefused, FromClient, FromCore, Hello, Snapshot
from tests.rig.waiting import TooLate

_DECODER: msgspec.json.Decoder[FromCore] = msgspec.json.Decoder(FromCore)


@dataclass(frozen=True, slots=True)
class Seen:
    """A snapshot and the monotonic time of its arrival."""

    at: float
    snapshot: Snapshot


class Listener:
    """Connects at once; `close` when done."""

    def __init__(self, path: Path, name: str = "rig") -> None:
        """Connect and say hello."""
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.connect(str(path))
        self._news = Condition()
        self.seen: list[Seen] = []
        self.refusals: list[str] = []
        self._ended = False
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()
        self.send(Hello(PROTOCOL, name))

    @property
    def newest(self) -> Snapshot | None:
        """Return the newest snapshot."""
        with self._news:
            return self.seen[-1].snapshot if self.seen else None

    def send(self, command: FromClient) -> None:
        """Send a command."""
        self._connection.sendall(msgspec.json.encode(command) + b"\n")

    def until(self, what: str, wanted: Callable[[Snapshot], bool], limit_s: float = 15.0, since: float = 0.0) -> Seen:
        """Return the first snapshot since a moment that is as wanted; wait for it at most `limit_s`."""
        deadline = time.monotonic() + limit_s
        looked = 0
        with self._news:
            while True:
                for seen in self.seen[looked:]:
                    if seen.at >= since and wanted(seen.snapshot):
                        return seen
                looked = len(self.seen)
                left = deadline - time.monotonic()
                if left <= 0 or self._ended:
                    last = self.seen[-1].snapshot if self.seen else None
                    message = f"{what}: not within {limit_s:g} s; the last snapshot is {last}"
                    raise TooLate(message)
                self._news.wait(left)

    def until_now(self, what: str, wanted: Callable[[Snapshot], bool], limit_s: float = 15.0) -> Snapshot:
        """Wait until the newest snapshot is as wanted."""
        deadline = time.monotonic() + limit_s
        with self._news:
            while not (self.seen and wanted(self.seen[-1].snapshot)):
                left = deadline - time.monotonic()
                if left <= 0 or self._ended:
                    last = self.seen[-1].snapshot if self.seen else None
                    message = f"{what}: not within {limit_s:g} s; the last snapshot is {last}"
                    raise TooLate(message)
                self._news.wait(left)
            return self.seen[-1].snapshot

    def forget(self) -> None:
        """Drop all but the newest snapshot."""
        with self._news:
            del self.seen[:-1]

    def drain(self, limit_s: float = 5.0) -> None:
        """Wait until the core has gone and everything that it sent was read."""
        self._thread.join(limit_s)

    def close(self) -> None:
        """Disconnect."""
        self._connection.close()

    def _listen(self) -> None:
        try:
            with self._connection.makefile("rb") as lines:
                for text in lines:
                    message = _DECODER.decode(text)
                    with self._news:
                        if isinstance(message, Snapshot):
                            self.seen.append(Seen(time.monotonic(), message))
                        elif isinstance(message, CommandRefused):
                            self.refusals.append(message.reason)
                        self._news.notify_all()
        except (OSError, ValueError):
            pass
        finally:
            with self._news:
                self._ended = True
                self._news.notify_all()
