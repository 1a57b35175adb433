"""What the core tells systemd, heard on a real notify socket."""

import os
import socket
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from terminal.__main__ import EXIT_FAILED
from tests.rig.program import Program
from tests.rig.rig import settings_text
from tests.rig.waiting import until

EVERY_S = 1.0  # how often the core says that it lives
LATE_S = 2.0  # a busy machine is late sometimes
HUNG_S = 30.0  # what the syncing worker is given above its own timeouts
SHORT_S = 0.1


class Notices:
    """The datagram socket that systemd would hold; keeps each notice with the moment it came."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.heard: list[tuple[float, str]] = []
        self._closing = Event()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.settimeout(SHORT_S)
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    def moments(self, notice: str) -> list[float]:
        """Return when a notice came."""
        return [at for at, text in self.heard if text == notice]

    def texts(self) -> list[str]:
        """Return all notices in their order."""
        return [text for _, text in self.heard]

    def close(self) -> None:
        """Stop listening."""
        self._closing.set()
        self._thread.join(5)
        self._socket.close()

    def _listen(self) -> None:
        while not self._closing.is_set():
            try:
                self.heard.append((time.monotonic(), self._socket.recv(4096).decode()))
            except TimeoutError:
                continue


class Service:
    """A core without devices, as systemd would start it."""

    def __init__(self, folder: Path, **tables: dict[str, Any]) -> None:
        self.notices = Notices(folder / "notify")
        self.ready_file = folder / "ready.json"
        terminal = {
            "id": "T-0001",
            "data_dir": str(folder / "data"),
            "socket": str(folder / "core.sock"),
            "ready_file": str(self.ready_file),
        }
        config = folder / "core.toml"
        config.write_text(settings_text({"terminal": terminal, "leds": {"driver": "null"}, **tables}))
        environment = {"NOTIFY_SOCKET": str(self.notices.path)}
        self.core = Program("terminal", ("--config", str(config)), folder / "core.log", environment)

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.core.start().until_ready(self.ready_file)

    def close(self) -> None:
        """Stop it, if it still runs."""
        self.core.stop()
        self.notices.close()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path)
    try:
        service.start()
        yield service
    finally:
        service.close()


def test_the_core_says_that_it_is_ready_then_that_it_lives_then_that_it_stops(service: Service) -> None:
    notices = service.notices
    until("three signs of life", lambda: len(notices.moments("WATCHDOG=1")) >= 3)
    assert service.core.stop() == 0
    until("the last notice", lambda: notices.moments("STOPPING=1"))
    texts = notices.texts()
    assert texts[0] == "READY=1"
    assert texts[-1] == "STOPPING=1"
    assert set(texts[1:-1]) == {"WATCHDOG=1"}


def test_signs_of_life_come_every_second(service: Service) -> None:
    notices = service.notices
    until("four signs of life", lambda: len(notices.moments("WATCHDOG=1")) >= 4)
    moments = notices.moments("WATCHDOG=1")
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert max(gaps) < EVERY_S + LATE_S
    assert sum(gaps) / len(gaps) > EVERY_S / 2


def test_the_core_is_ready_only_once_its_socket_takes_a_connection(tmp_path: Path) -> None:
    service = Service(tmp_path)
    try:
        service.core.start()
        until("the core is ready", lambda: service.notices.moments("READY=1"))
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(str(tmp_path / "core.sock"))
            assert client.recv(1)
    finally:
        service.close()


def test_a_hanging_worker_ends_the_signs_of_life_and_then_the_core(tmp_path: Path) -> None:
    """The cloud's token lies on a medium that does not answer: a FIFO that nobody writes to."""
    token = tmp_path / "token"
    os.mkfifo(token)
    cloud = {
        "url": "https://localhost:1",
        "token_file": str(token),
        "connect_timeout_s": SHORT_S,
        "answer_timeout_s": SHORT_S,
    }
    service = Service(tmp_path, cloud=cloud)
    try:
        service.start()
        until("the core has ended", lambda: service.core.status() is not None, HUNG_S + 20)
        assert service.core.status() == EXIT_FAILED
        assert "the worker syncing has been silent" in service.core.last_words()
        until("the last notice", lambda: service.notices.moments("STOPPING=1"))
        stopped_at = service.notices.moments("STOPPING=1")[0]
        alive = service.notices.moments("WATCHDOG=1")
        assert len(alive) > HUNG_S / (EVERY_S + LATE_S)
        assert alive[-1] < stopped_at
    finally:
        service.close()
