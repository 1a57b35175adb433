"""A time limit for whole exchanges: `requests` bounds each read only, so a byte a second would hold it for ever."""

import socket
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool


class Deadline:
    """Cuts the connections of one adapter when an exchange takes too long. One exchange at a time."""

    def __init__(self) -> None:
        """Know no connection yet."""
        self._connections: weakref.WeakSet[HTTPSConnection] = weakref.WeakSet()
        self.expired = False

    @contextmanager
    def within(self, limit_s: float) -> Iterator[None]:
        """Cut whatever is connected when the block takes longer; `expired` then says so."""
        self.expired = False
        timer = Timer(limit_s, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def adapter(self) -> HTTPAdapter:
        """Make an adapter for a session whose connections this deadline can cut."""
        connections = self._connections

        class Watched(HTTPSConnection):
            """A connection that can be found again."""

            def connect(self) -> None:
                connections.add(self)
                super().connect()

        class Pool(HTTPSConnectionPool):
            """A pool of such connections."""

            ConnectionCls = Watched

        class Adapter(HTTPAdapter):
            """An adapter with such a pool; it never retries by itself."""

            def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as requests defines it
                super().init_poolmanager(*args, **kwargs)
                self.poolmanager.pool_classes_by_scheme = {"https": Pool}

        return Adapter(pool_maxsize=1, max_retries=0)

    def _cut(self) -> None:
        self.expired = True
        for connection in tuple(self._connections):
            if isinstance(connection.sock, socket.socket):
                # Not SSLSocket.shutdown: it takes the TLS object away from under the reading thread.
                with suppress(OSError):
                    socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
