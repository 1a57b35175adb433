"""The line to the core: a thread that follows its snapshots and carries commands, and never holds the screen up.

It starts before the window does, so that the first frame already has something to show.
"""

import logging
import random
import selectors
import socket
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from time import monotonic
from typing import Final, assert_never

import msgspec

from terminal.messages import (
    MAX_LINE_BYTES,
    PROTOCOL,
    CommandRefused,
    Drawn,
    FromClient,
    FromCore,
    Hello,
    Snapshot,
    Welcome,
)

log = logging.getLogger(__name__)

QUEUED_COMMANDS: Final = 32  # nobody touches faster than this; beyond it the core is not listening
ANSWER_TIMEOUT_S: Final = 5.0
BACKOFF_FIRST_S: Final = 0.2
BACKOFF_CAP_S: Final = 2.0
_READ_BYTES: Final = 65_536


class Line(Enum):
    """How the connection stands."""

    AWAY = auto()
    OPEN = auto()
    MISFIT = auto()  # the core speaks another protocol number


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of the core now. `since` is the monotonic moment at which `line` became what it is."""

    line: Line
    since: float
    snapshot: Snapshot | None = None
    refusals: int = 0  # commands that the core refused so far


class LineBroken(ConnectionError):
    """The connection to the core is of no more use, and is closed."""


class CoreGone(LineBroken):
    """The core closed the connection."""


class CoreSilent(LineBroken, TimeoutError):
    """The core did not answer, or took nothing, in time."""


class CoreMisfit(LineBroken):
    """The core speaks another protocol number."""


class LineMalformed(LineBroken, ValueError):
    """The core sent something that cannot be trusted: too long, not of the messages, or before its welcome."""


class Client:
    """Follows the core at one socket path. All methods may be called from any thread; none of them blocks."""

    def __init__(self, path: str, *, uniform: Callable[[float, float], float] = random.uniform) -> None:
        self._path = path
        self._uniform = uniform
        self._lock = threading.Lock()
        self._reading = Reading(Line.AWAY, monotonic())
        self._commands: deque[FromClient] = deque()
        self._drawn: Drawn | None = None
        self._notify: Callable[[], object] | None = None
        self._stopping = threading.Event()
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.settimeout(0)
        self._wake_out.settimeout(0)
        self._decode = msgspec.json.Decoder(FromCore).decode
        self._encode = msgspec.json.Encoder().encode
        self._thread = threading.Thread(target=self._run, name="client", daemon=True)

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    def stop(self, timeout_s: float = 1.0) -> None:
        """Close the connection and end the thread. Blocks up to `timeout_s`."""
        self._stopping.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def on_change(self, notify: Callable[[], object]) -> None:
        """Name what is called, on the client's thread, after every change of the reading."""
        self._notify = notify
        notify()

    def reading(self) -> Reading:
        """Give what is known of the core now."""
        with self._lock:
            return self._reading

    def submit(self, command: FromClient) -> bool:
        """Queue a command. False when it cannot be sent: the core is away, or has not taken the ones before."""
        with self._lock:
            if self._reading.line is not Line.OPEN or len(self._commands) >= QUEUED_COMMANDS:
                log.warning("command %s not sent: the core is not listening", type(command).__name__)
                return False
            self._commands.append(command)
        self._wake()
        return True

    def report_drawn(self, revision: int, drawn_at: float) -> None:
        """Tell the core that the frame with this revision is on the display. Only the newest is sent."""
        with self._lock:
            if self._reading.line is not Line.OPEN:
                return
            self._drawn = Drawn(revision, drawn_at)
        self._wake()

    def _wake(self) -> None:
        # A full pipe means that the thread is about to wake anyway; a closed one, that it has ended.
        with suppress(OSError):
            self._wake_out.send(b"\0")

    def _change(self, reading: Reading) -> None:
        with self._lock:
            self._reading = reading
            if reading.line is not Line.OPEN:
                # What was touched before the line broke must not happen seconds later.
                self._commands.clear()
                self._drawn = None
        if self._notify is not None:
            self._notify()

    def _run(self) -> None:
        backoff_s = BACKOFF_FIRST_S
        told: str | None = None
        while not self._stopping.is_set():
            try:
                with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as core:
                    core.settimeout(ANSWER_TIMEOUT_S)
                    core.connect(self._path)
                    core.settimeout(0)
                    self._follow(core)
            except OSError as err:
                if str(err) != told:
                    told = str(err)
                    log.warning("the core is not reached at %s: %s; trying again by itself", self._path, err)
            current = self.reading()
            if current.line is Line.OPEN:
                told = None
                if not self._stopping.is_set():
                    log.warning("the core is away; trying again by itself")
                backoff_s = BACKOFF_FIRST_S
                self._change(replace(current, line=Line.AWAY, since=monotonic()))
            elif current.line is Line.MISFIT:
                backoff_s = BACKOFF_CAP_S
            self._stopping.wait(self._uniform(backoff_s / 2, backoff_s))
            backoff_s = min(backoff_s * 2, BACKOFF_CAP_S)

    def _follow(self, core: socket.socket) -> None:
        """Serve one connection until it ends. Raises OSError when it breaks."""
        outgoing = bytearray(self._encode(Hello(PROTOCOL, "ui")) + b"\n")
        incoming = bytearray()
        welcomed = False
        stalled_since = monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_in, selectors.EVENT_READ)
            selector.register(core, selectors.EVENT_READ | selectors.EVENT_WRITE)
            while not self._stopping.is_set():
                selector.modify(core, selectors.EVENT_READ | (selectors.EVENT_WRITE if outgoing else 0))
                waits = bool(outgoing) or not welcomed
                ready = selector.select(ANSWER_TIMEOUT_S if waits else None)
                for key, events in ready:
                    if key.fileobj is self._wake_in:
                        self._drain()
                    elif events & selectors.EVENT_READ:
                        lines = self._read(core, incoming)
                        for line in lines:
                            welcomed = self._take(line, welcomed=welcomed)
                if outgoing and any(events & selectors.EVENT_WRITE for _, events in ready):
                    del outgoing[: core.send(outgoing)]
                    stalled_since = monotonic()
                if not outgoing:
                    outgoing += self._pending()
                    stalled_since = monotonic() if welcomed else stalled_since
                if (outgoing or not welcomed) and monotonic() - stalled_since >= ANSWER_TIMEOUT_S:
                    raise CoreSilent

    def _drain(self) -> None:
        try:
            while self._wake_in.recv(512):
                pass
        except BlockingIOError:
            pass

    def _pending(self) -> bytes:
        with self._lock:
            if self._reading.line is not Line.OPEN:
                return b""
            commands, drawn = list(self._commands), self._drawn
            self._commands.clear()
            self._drawn = None
        if drawn is not None:
            commands.append(drawn)
        return b"".join(self._encode(command) + b"\n" for command in commands)

    @staticmethod
    def _read(core: socket.socket, incoming: bytearray) -> list[bytes]:
        """Take what has arrived and give the whole lines in it."""
        try:
            piece = core.recv(_READ_BYTES)
        except BlockingIOError:
            return []
        if not piece:
            raise CoreGone
        incoming += piece
        *lines, rest = bytes(incoming).split(b"\n")
        incoming[:] = rest
        if any(len(line) > MAX_LINE_BYTES for line in (*lines, rest)):
            log.error("malformed line from the core, connection closed: longer than %d bytes", MAX_LINE_BYTES)
            raise LineMalformed
        return lines

    def _take(self, line: bytes, *, welcomed: bool) -> bool:
        """Act on one line; tell whether the core has said its welcome. Raises LineBroken on what cannot be trusted."""
        try:
            message = self._decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as err:
            log.error("malformed line from the core, connection closed: %s", err)  # noqa: TRY400 -- the line may name people
            raise LineMalformed from err
        current = self.reading()
        match message:
            case Welcome():
                if message.protocol != PROTOCOL:
                    log.error("the core speaks protocol %d, this screen %d", message.protocol, PROTOCOL)
                    if current.line is not Line.MISFIT:
                        self._change(Reading(Line.MISFIT, monotonic()))
                    raise CoreMisfit
                return True
            case Snapshot() if welcomed:
                since = current.since if current.line is Line.OPEN else monotonic()
                self._change(replace(current, line=Line.OPEN, since=since, snapshot=message))
                return True
            case CommandRefused() if welcomed:
                log.warning("the core refused a command: %s", message.reason)
                self._change(replace(current, refusals=current.refusals + 1))
                return True
            case Snapshot() | CommandRefused():
                log.error("malformed line from the core, connection closed: no welcome came first")
                raise LineMalformed
            case _ as unreachable:
                assert_never(unreachable)
