"""The TLS listener, which can go away and come back on the same port."""

import asyncio
import socket
import ssl

from aiohttp import web

from tests.cloud.guarding import cut


class Listener:
    """Serves the terminals while open. While closed, connections are refused and those that stood are reset."""

    def __init__(self, runner: web.AppRunner, host: str, port: int, context: ssl.SSLContext) -> None:
        self._runner = runner
        self._context = context
        self._site: web.SockSite | None = None
        self._turn = asyncio.Lock()
        # Bound but never listening: it keeps the port during an outage, while the kernel refuses connections.
        self._reservation = _bound(host, port)
        self.host, self.port = host, int(self._reservation.getsockname()[1])

    async def set_open(self, *, wanted: bool) -> None:
        """Open or close; it has happened when this returns."""
        async with self._turn:
            if wanted and self._site is None:
                sock = _bound(self.host, self.port)
                self._site = web.SockSite(self._runner, sock, ssl_context=self._context, backlog=256)
                await self._site.start()
            elif not wanted and self._site is not None:
                site, self._site = self._site, None
                await site.stop()
                if self._runner.server is not None:
                    for connection in self._runner.server.connections:
                        cut(connection.transport)

    def close(self) -> None:
        """Give the port back. The runner's cleanup ends the connections."""
        self._reservation.close()


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    sock = socket.socket(family, kind, protocol)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(address)
    return sock
