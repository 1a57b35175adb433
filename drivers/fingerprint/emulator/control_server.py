"""The control socket: a Unix stream, one JSON object a line in, one a line out."""

import asyncio
import json
from pathlib import Path

from drivers.fingerprint.emulator.orders import OrderRefused, Orders

MAX_LINE_BYTES = 65_536


async def serve(path: Path, orders: Orders) -> asyncio.Server:
    """Listen on a socket. Raises OSError when something is left at its path."""

    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client until it hangs up."""
        try:
            while line := await reader.readline():
                writer.write(json.dumps(_answer(orders, line)).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            pass  # it went away, or sent a line without an end
        except asyncio.CancelledError:
            pass  # the emulator ends; asyncio's own callback would print a traceback about it
        finally:
            writer.close()

    return await asyncio.start_unix_server(attend, path, limit=MAX_LINE_BYTES)


def _answer(orders: Orders, line: bytes) -> dict[str, object]:
    """Carry out one line."""
    try:
        order = json.loads(line)
    except ValueError as err:
        return {"ok": False, "error": f"the line is no JSON ({err}): send one object a line"}
    if not isinstance(order, dict):
        return {"ok": False, "error": 'the line is no object: send {"do": "status"}'}
    try:
        return {"ok": True, **orders.obey(order)}
    except OrderRefused as err:
        return {"ok": False, "error": str(err)}
