"""A core for tests of the screen: speaks the real messages over a Unix socket, and says what the test tells it to."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TypeVar

import msgspec

from terminal.messages import PROTOCOL, FromClient, FromCore, Hello, Welcome

_T = TypeVar("_T")


class ScriptedCore:
    """Listens at a path for one screen at a time. `received` holds every command, with its time of arrival."""

    def __init__(self, path: Path, *, protocol: int = PROTOCOL) -> None:
        self.path = path
        self.protocol = protocol
        self.received: list[tuple[float, FromClient]] = []
        self.connections = 0
        self.newest: FromCore | None = None
        self._changed = threading.Condition()
        self._reading = threading.Event()
        self._reading.set()
        self._client: socket.socket | None = None
        self._listener: socket.socket | None = None
        self._threads: list[threading.Thread] = []

    def open(self) -> None:
        """Begin to listen."""
        self.path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(self.path))
        listener.listen()
        self._listener = listener
        self._start(lambda: self._accept(listener))

    def close(self) -> None:
        """Close everything, as a core that ends does."""
        listener, self._listener = self._listener, None
        if listener is not None:
            self.path.unlink(missing_ok=True)
            # Closing alone does not wake a thread that waits in accept; shutting down does.
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.read_on()
        self.hang_up()
        for thread in self._threads:
            thread.join(5)
        self._threads.clear()

    def hang_up(self) -> None:
        """Close the present connection only."""
        with self._changed:
            client, self._client = self._client, None
        if client is not None:
            with suppress(OSError):  # the screen closed it already
                client.shutdown(socket.SHUT_RDWR)
            client.close()

    def stop_reading(self) -> None:
        """Take nothing any more, as a core that hangs."""
        self._reading.clear()

    def read_on(self) -> None:
        """Take what has piled up."""
        self._reading.set()

    def say(self, message: FromCore) -> None:
        """Send a message, and again to every screen that connects later."""
        with self._changed:
            self.newest = message
        self.say_raw(msgspec.json.encode(message) + b"\n")

    def say_raw(self, line: bytes) -> None:
        """Send bytes as they are, when a screen is connected."""
        with self._changed:
            client = self._client
        if client is not None:
            client.sendall(line)

    def wait_for(self, find: Callable[[FromClient], _T | None], *, since: int = 0, timeout_s: float = 10) -> _T:
        """Wait until a command, from the `since`th on, makes `find` give something, and give that."""
        until = monotonic() + timeout_s
        with self._changed:
            while True:
                for _, message in self.received[since:]:
                    found = find(message)
                    if found is not None:
                        return found
                left = until - monotonic()
                if left <= 0:
                    text = f"not received within {timeout_s} s; received: {[message for _, message in self.received]}"
                    raise AssertionError(text)
                self._changed.wait(left)

    def wait_for_connection(self, count: int, timeout_s: float = 10) -> None:
        """Wait until screens have connected `count` times."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.connections >= count, timeout_s), self.connections

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self._start(partial(self._serve, client))

    def _serve(self, client: socket.socket) -> None:
        lines = client.makefile("rb")
        try:
            hello = msgspec.json.decode(lines.readline(), type=FromClient)
            assert isinstance(hello, Hello), hello
            with self._changed:  # so that nothing said meanwhile is missed
                client.sendall(msgspec.json.encode(Welcome(self.protocol, "test")) + b"\n")
                if self.newest is not None:
                    client.sendall(msgspec.json.encode(self.newest) + b"\n")
                self._client = client
                self.connections += 1
                self._changed.notify_all()
            for line in lines:
                self._reading.wait(30)
                message = msgspec.json.decode(line, type=FromClient)
                with self._changed:
                    self.received.append((monotonic(), message))
                    self._changed.notify_all()
        except OSError:
            pass  # the connection was closed under the reader, by the test or by the screen
        finally:
            with self._changed:
                if self._client is client:
                    self._client = None
