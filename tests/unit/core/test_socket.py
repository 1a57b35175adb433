"""The Unix socket: whole snapshots, refused nonsense, and nobody who can hold up the core."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from terminal.ipc import MAX_CLIENTS, MAX_NONSENSE, SocketServer, line
from terminal.messages import (
    MAX_LINE_BYTES,
    PROTOCOL,
    ChooseKey,
    CommandRefused,
    FromClient,
    FromCore,
    Hello,
    NotMe,
    Snapshot,
    Welcome,
)
from terminal.model import Key
from terminal.state import State
from terminal.view import snapshot
from tests.rig.waiting import until
from tests.unit.core.samples import POLICY


class Peer:
    """A client, byte by byte."""

    def __init__(self, path: Path) -> None:
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.settimeout(5)
        self.connection.connect(str(path))
        self.lines = self.connection.makefile("rb")

    def send(self, message: FromClient) -> None:
        self.connection.sendall(msgspec.json.encode(message) + b"\n")

    def read(self) -> FromCore:
        message: FromCore = msgspec.json.decode(self.lines.readline(), type=FromCore)
        return message


class Serving:
    """A running server with what it was told."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: list[FromClient] = []
        self.server = SocketServer(path, "1.0", self.take)
        self.server.start(lambda name, err: self.deaths.append((name, err)))
        self.deaths: list[tuple[str, BaseException]] = []

    def take(self, command: FromClient) -> str | None:
        self.told.append(command)
        return "no such clocking" if isinstance(command, NotMe) else None


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    running = Serving(tmp_path / "core.sock")
    yield running
    running.server.stop()
    assert running.server.join(5)
    assert running.deaths == []


def made(revision: int) -> Snapshot:
    return snapshot(State(policy=POLICY), revision, 0.0, site="S", terminal="T", zone="UTC")


def test_a_client_gets_a_welcome_and_the_newest_snapshot(serving: Serving) -> None:
    serving.server.publish(made(1))
    serving.server.publish(made(2))
    peer = Peer(serving.path)
    assert peer.read() == Welcome(PROTOCOL, "1.0")
    assert peer.read() == made(2)
    serving.server.publish(made(3))
    assert peer.read() == made(3)


def test_commands_need_a_hello_of_the_same_protocol(serving: Serving) -> None:
    peer = Peer(serving.path)
    peer.read()
    peer.send(ChooseKey(Key.IN))
    assert peer.read() == CommandRefused("say hello first")
    peer.send(Hello(PROTOCOL + 1, "old"))
    assert "update the older one" in peer.read().reason  # type: ignore[union-attr]
    peer.send(Hello(PROTOCOL, "test"))
    peer.send(ChooseKey(Key.IN))
    until("the command", lambda: serving.told == [ChooseKey(Key.IN)])
    peer.send(NotMe("x"))
    assert peer.read() == CommandRefused("no such clocking")


NONSENSE = [
    b"{}\n",
    b"\xff\xfe\n",
    b'{"type":"enrol","employee":"\xff\xfe"}\n',
    b"[" * 2_000 + b"\n",
    b'{"type":"dismiss","more":' + b"[" * 20_000 + b"]" * 20_000 + b"}\n",
    b'{"type":"enrol"}\n',
    b"\n",
]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_is_refused_and_the_connection_stays(serving: Serving, nonsense: bytes) -> None:
    peer = Peer(serving.path)
    peer.read()
    peer.send(Hello(PROTOCOL, "test"))
    peer.connection.sendall(nonsense)
    assert "not understood" in peer.read().reason  # type: ignore[union-attr]
    peer.send(ChooseKey(None))
    until("the command", lambda: serving.told == [ChooseKey(None)])


def test_an_endless_line_is_cut_off(serving: Serving) -> None:
    peer = Peer(serving.path)
    peer.read()
    with pytest.raises(OSError):  # noqa: PT011, PT012 - either end may notice first
        for _ in range(200):
            peer.connection.sendall(b"x" * MAX_LINE_BYTES)
    assert Peer(serving.path).read() == Welcome(PROTOCOL, "1.0")


def test_a_client_that_never_reads_holds_up_nobody(serving: Serving) -> None:
    lazy, eager = Peer(serving.path), Peer(serving.path)
    eager.read()
    for revision in range(1, 3_000):
        serving.server.publish(made(revision))
    newest = until("the newest", lambda: (message := eager.read()) == made(2_999) and message)
    assert newest == made(2_999)
    assert lazy.read() == Welcome(PROTOCOL, "1.0")


def test_one_client_too_many_is_turned_away(serving: Serving) -> None:
    peers = [Peer(serving.path) for _ in range(MAX_CLIENTS)]
    for peer in peers:
        peer.read()
    assert Peer(serving.path).lines.readline() == b""
    peers[0].lines.close()
    peers[0].connection.close()

    def admitted() -> bool:
        return Peer(serving.path).lines.readline() == line(Welcome(PROTOCOL, "1.0"))

    until("a place is free", admitted)


def test_the_socket_is_for_owner_and_group_only(serving: Serving) -> None:
    assert serving.path.stat().st_mode & 0o777 == 0o660


def test_a_client_that_sends_nothing_but_nonsense_is_dropped(serving: Serving) -> None:
    peer = Peer(serving.path)
    peer.read()
    with suppress(OSError):  # it may be cut off while it still sends
        for _ in range(50):
            peer.connection.sendall(b"\n" * 1_000)
    answers = 0
    with suppress(OSError):
        while peer.lines.readline():
            answers += 1
    assert answers <= MAX_NONSENSE + 1
    assert Peer(serving.path).read() == Welcome(PROTOCOL, "1.0")


def test_now_and_then_a_senseless_line_costs_nobody_the_connection(serving: Serving) -> None:
    peer = Peer(serving.path)
    peer.read()
    peer.send(Hello(PROTOCOL, "test"))
    for _ in range(2 * MAX_NONSENSE):
        peer.connection.sendall(b"?\n")
        peer.send(ChooseKey(None))
        assert isinstance(peer.read(), CommandRefused)
    until("the commands", lambda: len(serving.told) == 2 * MAX_NONSENSE)


def test_a_client_that_reads_no_refusals_is_dropped(serving: Serving) -> None:
    peer = Peer(serving.path)
    peer.read()
    peer.send(Hello(PROTOCOL, "test"))
    with pytest.raises(OSError):  # noqa: PT011, PT012 - a broken pipe or a reset, at some line
        for _ in range(100_000):
            peer.send(NotMe("x" * 100))
    assert Peer(serving.path).read() == Welcome(PROTOCOL, "1.0")


def test_a_refusal_quotes_little_of_what_was_not_understood(serving: Serving) -> None:
    peer = Peer(serving.path)
    peer.read()
    peer.connection.sendall(b'{"type":"' + b"y" * 60_000 + b'"}\n')
    assert len(peer.read().reason) < 300  # type: ignore[union-attr]
