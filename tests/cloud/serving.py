"""Puts the cloud together and serves it until told to stop."""

import asyncio
import json
import os
import secrets
import signal
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from tests.cloud.admin_side import AdminSide
from tests.cloud.cloud import Cloud
from tests.cloud.listener import Listener
from tests.cloud.terminal_side import TerminalSide
from tests.cloud.tls import server_context, write_private

_FAREWELL_S = 1.0


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve. A port of 0 takes a free one."""

    folder: Path
    host: str
    port: int
    http_port: int
    ready_file: Path
    token_file: Path


async def serve(options: Options) -> None:
    """Serve until SIGTERM or SIGINT."""
    options.folder.mkdir(parents=True, exist_ok=True)
    options.ready_file.unlink(missing_ok=True)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    context, ca_file = server_context(options.folder, options.host)
    cloud = Cloud.at(options.folder, _token(options.token_file))
    runner = web.AppRunner(
        TerminalSide(cloud).app(), access_log=None, auto_decompress=False, shutdown_timeout=_FAREWELL_S
    )
    await runner.setup()
    listener = Listener(runner, options.host, options.port, context)
    following: set[asyncio.Task[None]] = set()

    async def follow_outage() -> None:
        await listener.set_open(wanted=not cloud.switches.is_on("outage"))

    def switched() -> None:
        cloud.audience.tell("switches", cloud.switches.state())
        task = asyncio.ensure_future(follow_outage())
        following.add(task)
        task.add_done_callback(following.discard)

    admin = web.AppRunner(AdminSide(cloud, follow_outage).app(), access_log=None, shutdown_timeout=_FAREWELL_S)
    await admin.setup()
    site = web.TCPSite(admin, "127.0.0.1", options.http_port)
    await site.start()
    page = f"http://127.0.0.1:{admin.addresses[0][1]}"
    cloud.trap_url = f"{page}/trap"
    cloud.switches.on_change = switched
    try:
        await follow_outage()
        _write_ready(options, listener, ca_file, page)
        await _until(stop, cloud)
    finally:
        options.ready_file.unlink(missing_ok=True)
        cloud.audience.closing.set()
        cloud.audience.tell("stopping", {})
        await runner.cleanup()
        await admin.cleanup()
        listener.close()
        cloud.close()


async def _until(stop: asyncio.Event, cloud: Cloud) -> None:
    """Wait for the end, and meanwhile end faults that have lasted their time."""
    while not stop.is_set():
        cloud.switches.expire()
        next_end_s = cloud.switches.next_end_s()
        waiting = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(cloud.switches.changed.wait())]
        await asyncio.wait(waiting, timeout=next_end_s, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        cloud.switches.changed.clear()


def _token(file: Path) -> str:
    """Return the terminals' token; made at the first start."""
    if not file.exists():
        write_private(file, secrets.token_urlsafe(32).encode())
    return file.read_text(encoding="ascii").strip()


def _write_ready(options: Options, listener: Listener, ca_file: Path, page: str) -> None:
    name = "localhost" if options.host in {"127.0.0.1", "localhost"} else options.host
    ready = {
        "pid": os.getpid(),
        "url": f"https://{name}:{listener.port}",
        "ca_file": str(ca_file.resolve()),
        "token_file": str(options.token_file.resolve()),
        "page": f"{page}/",
        "admin": page,
    }
    write_private(options.ready_file, json.dumps(ready).encode())
