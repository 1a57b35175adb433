"""The Unix socket between core and clients: snapshots out, commands in. One thread serves all clients.

A slow client never holds up the core: it gets the newest snapshot when it reads again, and none of those between.
"""

import logging
import os
import selectors
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import msgspec

from terminal.messages import (
    MAX_LINE_BYTES,
    PROTOCOL,
    CommandRefused,
    FromClient,
    FromCore,
    Hello,
    Snapshot,
    Welcome,
)
from terminal.workers import Worker

MAX_CLIENTS = 8
MAX_UNSENT_BYTES = 1024 * 1024
MAX_NONSENSE = 100  # lines in a row; a client with a fault says one, a flood does not end
_RECEIVE_BYTES = 65_536
_REASON_CHARACTERS = 200  # an error quotes what it does not understand
_SOCKET_MODE = 0o660
_PROBE_S = 2.0

_log = logging.getLogger(__name__)
_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[FromClient] = msgspec.json.Decoder(FromClient)

Command = Callable[[FromClient], str | None]


def line(message: FromCore) -> bytes:
    """Encode one message as it goes over the socket."""
    return _ENCODER.encode(message) + b"\n"


@dataclass(slots=True, eq=False)
class _Client:
    """One connection: what came in so far, what still goes out, and the newest revision given to it."""

    connection: socket.socket
    received: bytearray = field(default_factory=bytearray)
    unsent: bytearray = field(default_factory=bytearray)
    revision: int = -1
    nonsense: int = 0
    greeted: bool = False


class SocketServer(Worker):
    """Serves the socket. `publish` may be called from any thread and returns at once."""

    patience_s = 20.0

    def __init__(self, path: Path, version: str, command: Command) -> None:
        """Bind the socket (mode 0660). `command` takes each command, in this worker's thread."""
        super().__init__("ipc", post=lambda _event: None)
        self._version = version
        self._command = command
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._clients: set[_Client] = set()
        self._path = path
        self._listener = _listen(path)
        self._woken, self._waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)

    def publish(self, snapshot: Snapshot) -> None:
        """Send a snapshot to every client, now or as soon as it reads."""
        with self._lock:
            self._snapshot = snapshot
        self._wake()

    def stop(self) -> None:
        """Ask for the end."""
        super().stop()
        self._wake()

    def work(self) -> None:
        """Serve whatever is ready; wait at most a second."""
        for key, _ in self._selector.select(timeout=1.0):
            if key.fileobj is self._listener:
                self._accept()
            elif key.fd == self._woken:
                os.read(self._woken, _RECEIVE_BYTES)
            else:
                self._serve(key.data)
        for client in tuple(self._clients):
            self._send(client)

    def close(self) -> None:
        """Close all connections and remove the socket."""
        for client in tuple(self._clients):
            self._drop(client)
        self._selector.close()
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _wake(self) -> None:
        with suppress(BlockingIOError):  # a full pipe wakes as well
            os.write(self._waker, b"!")

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError as err:
            _log.warning("a client could not be accepted: %s", err)
            return
        if len(self._clients) >= MAX_CLIENTS:
            _log.warning("a client was turned away: %d are connected", MAX_CLIENTS)
            connection.close()
            return
        connection.setblocking(False)  # noqa: FBT003 - as socket defines it
        client = _Client(connection)
        client.unsent += line(Welcome(PROTOCOL, self._version))
        self._clients.add(client)
        self._selector.register(connection, selectors.EVENT_READ, client)

    def _serve(self, client: _Client) -> None:
        """Read what is there; a client that closes, floods or sends no sense is dropped."""
        try:
            received = client.connection.recv(_RECEIVE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        client.received += received
        *lines, rest = client.received.split(b"\n")
        client.received = bytearray(rest)
        for text in lines:
            self._take(client, bytes(text))
            if len(client.unsent) > MAX_UNSENT_BYTES or client.nonsense > MAX_NONSENSE:
                _log.warning("a client was cut off: it floods, or does not read what it is answered")
                self._drop(client)
                return
        if not received or len(rest) > MAX_LINE_BYTES:
            self._drop(client)

    def _take(self, client: _Client, text: bytes) -> None:
        try:
            message = _DECODER.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as err:
            client.nonsense += 1
            client.unsent += line(CommandRefused(f"not understood: {str(err)[:_REASON_CHARACTERS]}"))
            return
        client.nonsense = 0
        if isinstance(message, Hello):
            client.greeted = message.protocol == PROTOCOL
            if not client.greeted:
                reason = f"the core speaks protocol {PROTOCOL}, the client {message.protocol}: update the older one"
                client.unsent += line(CommandRefused(reason))
        elif client.greeted:
            refusal = self._command(message)
            if refusal is not None:
                client.unsent += line(CommandRefused(refusal))
        else:
            client.unsent += line(CommandRefused("say hello first"))

    def _send(self, client: _Client) -> None:
        with self._lock:
            snapshot = self._snapshot
        if not client.unsent and snapshot is not None and snapshot.revision > client.revision:
            client.unsent += line(snapshot)
            client.revision = snapshot.revision
        if client not in self._clients or not client.unsent:
            return
        try:
            sent = client.connection.send(client.unsent)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._drop(client)
            return
        del client.unsent[:sent]
        interest = selectors.EVENT_READ | (selectors.EVENT_WRITE if client.unsent else 0)
        self._selector.modify(client.connection, interest, client)
        if not client.unsent and snapshot is not None and snapshot.revision > client.revision:
            self._wake()  # a newer one came while this was on its way

    def _drop(self, client: _Client) -> None:
        if client in self._clients:
            self._clients.remove(client)
            self._selector.unregister(client.connection)
            client.connection.close()


def _listen(path: Path) -> socket.socket:
    """Bind the path; a socket left by a core that died is replaced, anything else is left alone. Raises OSError."""
    _make_room(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        listener.bind(str(path))
        path.chmod(_SOCKET_MODE)
    except OSError as err:
        listener.close()
        message = f"terminal.socket {path}: {err.strerror}; its folder must be one that the core's user may write"
        raise OSError(message) from err
    listener.listen(MAX_CLIENTS)
    listener.setblocking(False)  # noqa: FBT003 - as socket defines it
    return listener


def _make_room(path: Path) -> None:
    """Remove a socket on which nobody listens any more."""
    if not path.exists():
        return
    if not path.is_socket():
        message = f"terminal.socket {path} is there already and is no socket; name another"
        raise FileExistsError(message)
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_PROBE_S)
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink(missing_ok=True)
            return
    message = f"terminal.socket {path}: another core listens there; stop it first or name another"
    raise FileExistsError(message)
